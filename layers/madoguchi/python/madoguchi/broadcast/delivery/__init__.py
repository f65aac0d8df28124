"""Chunks on their way to LINE: queued, paced, sent once, brought back."""
