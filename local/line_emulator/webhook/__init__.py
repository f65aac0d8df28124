"""The way from the platform to the bot server: signed events and their delivery."""
