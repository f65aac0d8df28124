"""LINE's platform: signature, messages, Messaging API, ID tokens."""
