"""ministack, the AWS emulator: a process of its own in an environment of its own, state in memory."""

import contextlib
from pathlib import Path

from local.places import ROOT, STACK_ENVIRONMENT, environment
from local.ports import free_port
from local.problems import LocalProblem
from local.processes import Job, Server, serving


def starting(state: Path, listen: str) -> tuple[str, contextlib.AbstractContextManager[Server]]:
    """Return ministack's endpoint and the block for whose length it runs."""
    if not (STACK_ENVIRONMENT / "bin" / "ministack").is_file():
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
    # Without this folder on its path: our `ports` and `aws` are not what ministack means by them.
    program = [str(STACK_ENVIRONMENT / "bin" / "python"), "-P", str(ROOT / "local" / "mended_ministack.py")]
    job = Job("ministack", program, settings, state / "ministack.log")
    return endpoint, serving(job, f"{endpoint}/_ministack/health")
