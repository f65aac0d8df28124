"""A draw that anyone can recompute: for a campaign's prizes, and for seats that more people want than there are."""
