"""What the emulated platform remembers, all of it in memory."""
