"""The emulator's own API, with which a test or a phone plays residents and the network."""
