"""The office's command line for many applications, and about forms."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from local import form_commands
from local.application_commands import run
from madoguchi.forms.definition import catalogue
from madoguchi.forms.files import scan
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.records.desk import desk
from madoguchi.office import bulk
from madoguchi.runtime import s3
from tests.functional.test_application_desk_files import FILE, stored
from tests.moto_cloud import cloud
from tests.unit.forms.test_attachments import PDF, Objects, deed, scanned


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with cloud():
        yield


def filed(count: int = 3) -> list[str]:
    form = catalogue.form("opinion")
    answers = {"subject": "roads", "reply": "no"}
    sent = ({**answers, "message": f"=橋{place} 神\ufa19"} for place in range(count))
    return [submit(Submission(form, one, f"page {place}"), desk()).number for place, one in enumerate(sent)]


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed, without the log that a function would write elsewhere."""
    lines = capsys.readouterr().out.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("{"))


def clerk(*arguments: str) -> int:
    return run(["--clerk", "Sato", *arguments])


@pytest.mark.parametrize("step", ["decided", "messaged"])
def test_nothing_is_planned_that_does_not_say_what_the_applicants_would_be_told(
    step: str, capsys: pytest.CaptureFixture[str]
):
    (number,) = filed(1)
    assert clerk("plan", step, number) == 1
    assert "bad_request" in capsys.readouterr().err


def test_a_plan_that_gets_no_further_stops_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    came = iter([bulk.Outcome(["A"], {}, 2), bulk.Outcome(["A"], {}, 2)])
    monkeypatch.setattr(bulk, "apply", lambda *_: next(came))
    assert clerk("do", "token") == 1
    assert "2 left" in said(capsys)


def test_a_search_in_a_question_or_form_that_is_called_otherwise_is_not_an_empty_list(
    capsys: pytest.CaptureFixture[str],
):
    filed(1)
    assert clerk("find", "opinion", "massage=橋0") == 1
    assert "'message'" in capsys.readouterr().err
    assert clerk("find", "opinions", "橋0") == 1
    assert "not_found" in capsys.readouterr().err


def test_many_are_found_exported_planned_and_done(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    numbers = filed()
    assert clerk("find", "opinion", "橋1") == 0
    assert said(capsys).split()[0].replace("-", "") == numbers[1]
    for name in ("all.csv", "all.xlsx"):
        assert clerk("export", "opinion", "--into", str(tmp_path / name)) == 0
    assert '"\'=橋0 神\ufa19"' in (tmp_path / "all.csv").read_text("utf-8-sig")
    assert (tmp_path / "all.xlsx").read_bytes().startswith(b"PK")
    assert clerk("plan", "decided", *numbers, "--outcome", "completed") == 0
    token = re.findall(r"^  do (\S+)$", said(capsys), re.MULTILINE)[0]
    assert clerk("do", token) == 0
    assert "3 done" in said(capsys)
    assert clerk("numbers", "opinion") == 0
    assert re.search(r"3  decided\n", said(capsys))
    assert clerk("trail") == 0
    kinds = re.findall(r"Sato  (\w+)", said(capsys))
    assert kinds == ["searched", "exported", "exported", "bulk_planned", *["decided"] * 3]
    assert clerk("verify-trail") == 0
    assert clerk("verify-trail", "--anchor", "99:abc") == 1


def test_a_file_is_read_of_and_opened(capsys: pytest.CaptureFixture[str]):
    answers = {"word": "w", "papers": [stored()]}
    number = submit(Submission(deed(), answers, "page"), desk()).number
    assert clerk("read", number) == 0
    assert f"{FILE}  神\ufa19.pdf  12 bytes  (entries 1)" in said(capsys)
    assert clerk("open-file", number, FILE) == 0
    assert said(capsys).startswith("https://attachments.s3.")
    assert clerk("open-file", number, "f" * 32) == 1
    assert clerk("trail") == 0
    assert re.findall(r"Sato  (\w+)", said(capsys)) == ["read", "file_opened"]


def test_a_form_is_previewed_for_a_population(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    people = {"a resident": {"subject": "roads", "message": "m", "reply": "yes"}, "nobody": {}}
    (tmp_path / "people.yaml").write_text(yaml.safe_dump(people))
    page = tmp_path / "page.html"
    at = ["--at", "2025-03-31T23:59", "--population", str(tmp_path / "people.yaml")]
    assert clerk("preview", "opinion", *at) == 0
    out = said(capsys)
    assert "a resident: closed; may apply; pages opinion, contact; name: required, email: required" in out
    assert clerk("preview", "opinion", "--at", "2026-10-01", "--into", str(page)) == 0
    assert "何についてのご意見ですか" in page.read_text()
    assert clerk("--owner", "10201", "preview", "opinion") == 1


def test_a_form_is_given_and_taken_over_by_another_owner(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    content = tmp_path / "layers" / "content"
    for folder in ("forms", "form_tests"):
        (content / folder).mkdir(parents=True)
    monkeypatch.setattr(form_commands, "ROOT", tmp_path)
    monkeypatch.setattr(form_commands, "CONTENT", content)
    file = tmp_path / "opinion.yaml"
    assert clerk("give-form", "opinion", str(file)) == 0
    taken = ["--owner", "10201", "take-form", str(file), "--id", "maebashi_opinion"]
    office = ["--office", "前橋市広聴係", "--phone", "027-224-1111"]
    assert clerk(*taken, *office) == 0
    form = yaml.safe_load((content / "forms" / "maebashi_opinion.yaml").read_text())
    assert (form["owner"], form["flow"]["id"]) == ("10201", "maebashi_opinion")
    assert form["policy"]["office"]["phone"] == "027-224-1111"
    assert len(yaml.safe_load((content / "form_tests" / "maebashi_opinion.yaml").read_text())["tests"]) == 2
    assert clerk(*taken, *office) == 1
    assert "already" in capsys.readouterr().err


def test_a_document_is_issued_from_a_file_decided_with_and_revoked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    objects, statuses = Objects(), [204]

    def post(_url: str, data: dict[str, str], files: dict[str, bytes], timeout: float) -> httpx.Response:
        assert timeout
        objects.kept[data["key"]] = files["file"]
        scan.note(scanned(data["key"], "NO_THREATS_FOUND"), desk())
        return httpx.Response(statuses[-1])

    monkeypatch.setattr(httpx, "post", post)
    monkeypatch.setattr(s3, "opened", objects.opened)
    (tmp_path / "paper.pdf").write_bytes(PDF)
    (tmp_path / "page.html").write_bytes(b"<html>")
    (number,) = filed(1)
    assert clerk("issue", number, str(tmp_path / "paper.pdf"), "--title", "交付決定通知書") == 0
    document = said(capsys).split()[2]
    assert clerk("issue", number, str(tmp_path / "page.html"), "--title", "x") == 1
    assert "file_refused: file_type" in capsys.readouterr().err
    decided = ["decide", number, "--outcome", "accepted", "--document"]
    assert clerk(*decided, str(tmp_path / "paper.pdf"), "--title", "確認書") == 0
    assert re.findall(r"bytes  (\w+)", said(capsys)) == ["issued", "issued"]
    assert clerk("revoke", number, document, "--reason", "r") == 0
    assert re.findall(r"bytes  (\w+)", said(capsys)) == ["revoked", "issued"]
    statuses.append(400)
    assert clerk("issue", number, str(tmp_path / "paper.pdf"), "--title", "x") == 1
    assert "file_too_large" in capsys.readouterr().err
    assert clerk("reopen", number) == 0
    assert clerk(*decided, document) == 1
    assert clerk("issue", number, str(tmp_path / "nowhere.pdf"), "--title", "x") == 1
