"""The Messaging API as a bot server sees it."""
