"""Applications: defined as content, filed exactly once."""
