"""The local run: ports, jobs, and the environment that keeps a developer's own AWS account out."""

import os
import re
import socket
import sys
from pathlib import Path

import pytest

from local.places import environment
from local.ports import claim
from local.problems import LocalProblem
from local.processes import Job, run


def test_a_taken_port_is_a_sentence_that_names_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(LocalProblem, match=rf"Port {port} is in use .*make run LINE_PORT="):
            claim(port, "LINE_PORT")


def test_port_nought_is_any_free_one():
    assert claim(0, "PORT") > 1023


def test_nothing_of_the_developer_s_own_aws_reaches_a_child(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    child = environment("http://localhost:1")
    assert "AWS_PROFILE" not in child
    assert "AWS_SESSION_TOKEN" not in child
    assert child["AWS_ENDPOINT_URL"] == "http://localhost:1"
    assert child["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def test_a_job_that_fails_tells_the_end_of_its_log(tmp_path: Path):
    code = "import sys; print('the reason'); sys.exit(3)"
    job = Job("Settling", [sys.executable, "-c", code], environment(), tmp_path / "log")
    with pytest.raises(LocalProblem, match=re.escape("Settling failed:\nthe reason")):
        run(job)


def test_jobs_side_by_side_all_end(tmp_path: Path):
    jobs = [
        Job(name, [sys.executable, "-c", f"print({name!r})"], environment(), tmp_path / name) for name in "ab"
    ]
    run(*jobs)
    assert [job.last_lines() for job in jobs] == ["a", "b"]
