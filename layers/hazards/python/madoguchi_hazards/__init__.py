"""What is published about the ground: built by `python -m local.importers`, empty until then."""
