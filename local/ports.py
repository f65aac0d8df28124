"""Ports: free ones for ourselves, a clear word about taken ones."""

import socket

from local.problems import LocalProblem


def free_port() -> int:
    """Return a port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def claim(port: int, setting: str) -> int:
    """Return `port`, or a free one for 0; raises LocalProblem when somebody listens there."""
    if port == 0:
        return free_port()
    with socket.socket() as probe:
        # A port of a run that ended a moment ago is free, though the system still remembers it.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise LocalProblem(
                f"Port {port} is in use by another program. "
                f"Stop that one, or choose another: make run {setting}=..."
            ) from None
    return port
