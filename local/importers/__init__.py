"""Official open data to the hazards layer: runs on a laptop, never in a function."""
