"""Channel access tokens and LINE Login: tokens, ID tokens and profiles."""
