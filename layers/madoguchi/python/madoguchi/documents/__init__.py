"""Papers that residents keep: cards, receipts, tickets, as accessible PDF."""
