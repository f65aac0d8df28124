"""Scheduled messages: frozen, chunked, delivered once, proven."""
