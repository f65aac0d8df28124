"""The office's command line."""

import re

import pytest

from local.application_commands import run
from madoguchi.forms.desk import desk
from madoguchi.forms.submit import submit
from tests.moto_cloud import cloud
from tests.unit.forms.surroundings import submission


def test_an_application_goes_from_the_inbox_to_its_decision(capsys: pytest.CaptureFixture[str]):
    with cloud():
        filed = submit(submission(word="神\ufa19", opens="2020-01-01T00:00:00", closes=None), desk())
        assert run(["--clerk", "Sato", "inbox", "test_form"]) == 0
        (line,) = capsys.readouterr().out.splitlines()
        number = line.split()[0]
        assert number.replace("-", "") == filed.number
        assert run(["--clerk", "Sato", "take", number]) == 0
        assert (
            run(["--clerk", "Sato", "ask-correction", number, "--message", "m", "--due", "2026-12-01"]) == 0
        )
        assert run(["--clerk", "Sato", "decide", number, "--outcome", "accepted"]) == 0
        assert re.findall(r"  (\w+)$", capsys.readouterr().out, re.MULTILINE) == [
            "in_review",
            "correction_asked",
            "decided",
        ]
        assert run(["--clerk", "Sato", "read", number]) == 0
        assert "神\ufa19" in capsys.readouterr().out
        assert run(["--clerk", "Sato", "verify", number]) == 0


def test_another_office_is_told_that_there_is_nothing(capsys: pytest.CaptureFixture[str]):
    with cloud():
        filed = submit(submission(opens="2020-01-01T00:00:00", closes=None), desk())
        assert run(["--clerk", "Suzuki", "--owner", "10201", "read", filed.number]) == 1
        assert capsys.readouterr().err.startswith("not_found")
