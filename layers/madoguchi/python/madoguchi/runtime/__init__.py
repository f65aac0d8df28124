"""What every room stands on: settings, clients, secrets, clock, log, errors."""
