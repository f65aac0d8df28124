"""Who registered what, and who is addressed by it."""
