"""The office: what staff do with the applications of their owner, all of it on record."""
