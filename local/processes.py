"""Child processes: started with a log of their own, waited for, and stopped with all that they started."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from local.places import ROOT
from local.problems import LocalProblem

STOP_SECONDS = 5
LINES_SHOWN = 25


def run(name: str, command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
    """Run a command to its end; raises LocalProblem with the end of its output when it fails."""
    with log.open("wb") as output:
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=output, stderr=output, check=False)
    if done.returncode != 0:
        raise LocalProblem(f"{name} failed:\n{last_lines(log)}")


@contextlib.contextmanager
def started(
    name: str, command: Sequence[str], env: Mapping[str, str], log: Path, health_url: str, seconds: float = 30
) -> Iterator[None]:
    """Keep a process running for the length of a block, from its first healthy answer on."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait_until_healthy(name, process, log, health_url, seconds)
        yield
    finally:
        _stop(process)


def _wait_until_healthy(
    name: str, process: "subprocess.Popen[bytes]", log: Path, health_url: str, seconds: float
) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise LocalProblem(f"{name} ended at once:\n{last_lines(log)}")
        if _answers(health_url):
            return
        time.sleep(0.1)
    raise LocalProblem(f"{name} did not answer within {seconds:.0f} s:\n{last_lines(log)}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    # The process leads a session of its own: its workers are in the group and must not outlive it.
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)


def last_lines(log: Path) -> str:
    """Return the end of a log, for a person to read."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-LINES_SHOWN:])
