"""Child processes: started with a log of their own, waited for, and stopped with all that they started."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.places import ROOT
from local.problems import LocalProblem

STOP_SECONDS = 5
HEALTHY_SECONDS = 60
LINES_SHOWN = 25


@dataclass(frozen=True)
class Job:
    """A command with its environment and the file that keeps what it says."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path

    def start(self, *, own_session: bool = False) -> "subprocess.Popen[bytes]":
        """Start the command."""
        with self.log.open("wb") as output:
            return subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdout=output,
                stderr=output,
                start_new_session=own_session,
            )

    def last_lines(self) -> str:
        """Return the end of the log, for a person to read."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LINES_SHOWN:])


def run(*jobs: Job) -> None:
    """Run jobs side by side to their end; raises LocalProblem with the end of the log of one that fails."""
    processes = [job.start() for job in jobs]
    try:
        for process in processes:
            process.wait()
    finally:
        for process in processes:
            process.kill()
    for job, process in zip(jobs, processes, strict=True):
        if process.returncode != 0:
            raise LocalProblem(f"{job.name} failed:\n{job.last_lines()}")


@dataclass(frozen=True)
class Server:
    """A job that goes on, and the address that tells whether it serves."""

    job: Job
    process: "subprocess.Popen[bytes]"
    health_url: str

    def wait_until_healthy(self) -> None:
        """Return at the first answer; raises LocalProblem when the process ends or stays silent."""
        until = time.monotonic() + HEALTHY_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise LocalProblem(f"{self.job.name} ended at once:\n{self.job.last_lines()}")
            if _answers(self.health_url):
                return
            time.sleep(0.1)
        raise LocalProblem(
            f"{self.job.name} did not answer within {HEALTHY_SECONDS} s:\n{self.job.last_lines()}"
        )


@contextlib.contextmanager
def serving(job: Job, health_url: str) -> Iterator[Server]:
    """Keep a job running for the length of a block; it may not be healthy yet when the block begins."""
    process = job.start(own_session=True)
    try:
        yield Server(job, process, health_url)
    finally:
        _stop(process)


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
