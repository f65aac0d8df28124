"""A draw that anyone can recompute: for prizes, and for seats that more people want than there are."""
