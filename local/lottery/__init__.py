"""The campaign's lottery as commands: close, draw, verify."""
