"""The weather agency's feeds, read for staff: what is in force in a municipality, and since when."""
