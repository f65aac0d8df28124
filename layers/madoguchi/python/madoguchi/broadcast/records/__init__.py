"""What is written down of each broadcast, and what is told from it."""
