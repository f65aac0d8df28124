"""The pages on which residents apply, and follow what they applied for."""
