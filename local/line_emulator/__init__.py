"""An emulator of the LINE platform: Messaging API, webhooks, LINE Login, LIFF, and a phone to look at."""
