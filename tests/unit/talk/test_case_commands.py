"""Staff list what waits and answer it, and never see who asked."""

from collections.abc import Iterator

import pytest

from local import languages
from local.case_commands import run
from madoguchi.talk import cases
from tests.moto_cloud import Cloud, cloud


@pytest.fixture
def table() -> Iterator[Cloud]:
    with cloud() as running:
        yield running


def test_a_question_is_listed_answered_and_gone(table: Cloud, capsys: pytest.CaptureFixture[str]):
    cases.ask("U-secret", "M1", "いつですか")
    assert run(["list"]) == 0
    listed = capsys.readouterr().out
    assert "M1" in listed
    assert "いつですか" in listed
    assert "U-secret" not in listed
    assert run(["answer", "M1", "あすです"]) == 0
    assert run(["list"]) == 0
    assert capsys.readouterr().out.endswith("0 open\n")
    assert [one["notice"]["kind"] for one in table.notices()] == ["case_answered"]


@pytest.mark.parametrize("arguments", [["answer", "M9", "あす"], ["answer", "M1", ""]])
def test_what_cannot_be_answered_is_said_so(
    table: Cloud, capsys: pytest.CaptureFixture[str], arguments: list[str]
):
    cases.ask("U1", "M1", "いつですか")
    assert run(arguments) == 1
    assert capsys.readouterr().err.startswith("not done")


def test_the_report_of_languages_finds_what_is_missing():
    part = {"title": {"ja": "あ", "en": "a"}, "steps": [{"text": {"ja": "い"}}, {"plain": "う"}]}
    found = dict(languages.translated(part))
    assert set(found) == {"title", "steps[0].text"}
    assert "en" not in found["steps[0].text"]


def test_the_talk_misses_no_language(capsys: pytest.CaptureFixture[str]):
    assert languages.main([]) == 0
    talk = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("talk/")]
    assert talk
    assert [line for line in talk if len(line) > 2] == []
