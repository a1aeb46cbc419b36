"""How does a run's account become a page that a person reads? gather → plots → page."""
