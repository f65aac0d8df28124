"""What is kept, under what lock: applications, drafts, files and seats in their table."""
