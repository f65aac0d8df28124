"""ministack, the AWS emulator: a process of its own in an environment of its own, state in memory."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from local import processes
from local.places import STACK_ENVIRONMENT, environment
from local.ports import free_port
from local.problems import LocalProblem


@contextlib.contextmanager
def running(state: Path) -> Iterator[str]:
    """Run ministack for the length of a block; yields its endpoint."""
    program = STACK_ENVIRONMENT / "bin" / "ministack"
    if not program.is_file():
        raise LocalProblem("The AWS emulator is not installed: run `make environments` first.")
    port = free_port()
    scratch = state / "ministack"
    scratch.mkdir()
    settings = environment(
        GATEWAY_PORT=str(port),
        BIND_HOST="127.0.0.1",
        LAMBDA_EXECUTOR="local",
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        TMPDIR=str(scratch),
    )
    endpoint = f"http://localhost:{port}"
    with processes.started(
        "ministack", [str(program)], settings, state / "ministack.log", f"{endpoint}/_ministack/health"
    ):
        yield endpoint
