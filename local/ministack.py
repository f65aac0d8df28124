"""ministack, the AWS emulator: a process of its own in an environment of its own, state in memory."""

import contextlib
from pathlib import Path

from local.places import STACK_ENVIRONMENT, environment
from local.ports import free_port
from local.problems import LocalProblem
from local.processes import Job, Server, serving


def starting(state: Path, listen: str) -> tuple[str, contextlib.AbstractContextManager[Server]]:
    """Return ministack's endpoint and the block for whose length it runs."""
    program = STACK_ENVIRONMENT / "bin" / "ministack"
    if not program.is_file():
        raise LocalProblem("The AWS emulator is not installed: run `make environments` first.")
    port = free_port()
    scratch = state / "ministack"
    scratch.mkdir()
    settings = environment(
        GATEWAY_PORT=str(port),
        BIND_HOST=listen,
        LAMBDA_EXECUTOR="local",
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        TMPDIR=str(scratch),
    )
    endpoint = f"http://localhost:{port}"
    job = Job("ministack", [str(program)], settings, state / "ministack.log")
    return endpoint, serving(job, f"{endpoint}/_ministack/health")
