"""What an application is made of: its number, its history, its steps, its seats, its proxy. Pure."""
