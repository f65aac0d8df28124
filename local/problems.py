"""What can go wrong on a laptop, each told in one sentence."""


class LocalProblem(Exception):
    """The local run cannot go on; the message is for the person at the keyboard."""
