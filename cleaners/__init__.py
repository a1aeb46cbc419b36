"""What is worth keeping of a crawled page? Pure functions, frames in and frames out; no Prefect, disk or clock."""
