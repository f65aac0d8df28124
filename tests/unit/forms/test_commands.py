"""The office's command line."""

import re

import pytest

from local.application_commands import run
from madoguchi.forms.application import receipt
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.records.desk import desk
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


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("inbox", "maebashi_cooking"), "not_found: form\n  This owner has nothing of that name"),
        (("read", "7K2M-94QX-3"), "number_mistyped: 7K2M-94QX-3\n  A receipt number has 15 signs"),
        (("read", receipt.new_number()), "not_found: application\n  This owner has nothing"),
        (("do", "no-such-plan"), "not_found: plan\n  This owner has nothing"),
        (("find", "opinion", "x"), "bad_request: each word needs two letters\n  One of the values"),
    ],
)
def test_an_operator_at_three_in_the_morning_reads_what_to_do(
    typed: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
):
    with cloud():
        assert run(["--clerk", "Sato", *typed]) == 1
        assert capsys.readouterr().err.startswith(told)


def test_a_step_that_cannot_be_taken_says_where_to_look(capsys: pytest.CaptureFixture[str]):
    with cloud():
        filed = submit(submission(opens="2020-01-01T00:00:00", closes=None), desk())
        assert run(["--clerk", "Sato", "reopen", filed.number]) == 1
        assert "`read NUMBER` shows its history" in capsys.readouterr().err


def test_help_lists_every_command_with_what_it_is_for(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        run(["--help"])
    told = capsys.readouterr().out
    for command in ("inbox", "read", "take", "ask-correction", "decide", "tell", "find", "export", "numbers"):
        assert re.search(rf"^    {command}\b.+", told, re.MULTILINE), command
