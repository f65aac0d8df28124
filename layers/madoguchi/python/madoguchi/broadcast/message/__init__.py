"""What is said: from the content that staff wrote to LINE messages, one list per language."""
