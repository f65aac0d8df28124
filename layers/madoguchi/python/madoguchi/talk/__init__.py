"""A LINE event and a state become replies and the next state."""
