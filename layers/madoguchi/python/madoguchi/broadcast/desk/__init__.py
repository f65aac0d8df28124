"""The staff's JSON API over broadcasts and series."""
