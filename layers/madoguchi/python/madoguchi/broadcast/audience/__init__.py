"""Whom a broadcast reaches: frozen once, and who is left over."""
