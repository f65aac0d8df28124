"""The evacuation drill: from a danger to a plan."""
