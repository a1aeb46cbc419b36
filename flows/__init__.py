"""Who may know Prefect, disk, clock and settings files? Only these rooms."""
