"""What a broadcast, a series, a chunk and a ledger are, and what operations need from outside."""
