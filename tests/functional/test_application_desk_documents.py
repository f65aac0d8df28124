"""Staff issue documents to an application through the API, and revoke them: once, and on record."""

from collections.abc import Iterator
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest

from madoguchi.forms.files import scan
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.records.desk import desk
from madoguchi.runtime import s3
from madoguchi.runtime.content import content
from tests.moto_cloud import Cloud, cloud
from tests.staff_calls import PREFECTURE, call, claims
from tests.unit.forms.surroundings import submission
from tests.unit.forms.test_attachments import PDF, Objects, follow, scanned

TITLE = "交付決定通知書（神\ufa19流町）"


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


@pytest.fixture
def objects(here: Cloud) -> Iterator[Objects]:
    made = Objects()
    with patch.object(s3, "opened", made.opened):
        yield made


def filed() -> str:
    sent = submission(user_id="U1", opens="2020-01-01T00:00:00", closes=None)
    return f"/staff/applications/{submit(sent, desk()).number}"


def posted(at: str, objects: Objects, data: bytes = PDF, status: str = "NO_THREATS_FOUND") -> str:
    answered, offered = call("POST", f"{at}/documents/uploads")
    assert (answered, offered["max_bytes"]) == (200, 10 * 1024 * 1024)
    objects.kept[offered["fields"]["key"]] = data
    if status:
        scan.note(scanned(offered["fields"]["key"], status, data), desk())
    document: str = offered["document"]
    return document


def test_a_document_is_issued_once_shown_opened_and_revoked(here: Cloud, objects: Objects):
    at = filed()
    document = posted(at, objects)
    for _ in range(2):
        status, after = call("POST", f"{at}/documents", body={"document": document, "title": TITLE})
        assert (status, after["state"], after["entries"]) == (200, "arrived", 2)
    follow(at.rpartition("/")[2], objects, 2)
    (shown,) = call("GET", at)[1]["documents"]
    assert (shown["id"], shown["title"], shown["size"], shown["by"]) == (document, TITLE, len(PDF), "sato")
    assert (shown["revoked_at"], shown["reason"]) == (None, "")
    status, link = call("GET", f"{at}/files/{document}")
    assert (status, link["name"], link["sha256"]) == (200, f"{TITLE}.pdf", shown["sha256"])
    assert parse_qs(urlsplit(link["url"]).query)["response-content-disposition"][0].startswith("attachment;")
    status, after = call("POST", f"{at}/documents/{document}/revocation", body={"reason": "金額の誤り"})
    assert (status, after["state"]) == (200, "arrived")
    (shown,) = call("GET", at)[1]["documents"]
    assert (bool(shown["revoked_at"]), shown["reason"]) == (True, "金額の誤り")
    assert call("GET", f"{at}/verification")[1] == {"whole": True, "problems": []}
    _, trail = call("GET", "/staff/applications/trail", {"owner": PREFECTURE})
    assert [one["kind"] for one in trail["entries"]] == [
        *("upload_offered", "issued", "issued", "read", "file_opened", "revoked", "read")
    ]


def test_a_decision_takes_its_document_along(here: Cloud, objects: Objects):
    at = filed()
    document = posted(at, objects)
    decided = {"key": "k" * 8, "outcome": "accepted", "document": {"document": document, "title": TITLE}}
    for _ in range(2):
        assert call("POST", f"{at}/decision", body=decided)[1]["state"] == "decided"
    _, shown = call("GET", at)
    assert [one["kind"] for one in shown["history"]] == ["arrived", "decided", "read"]
    assert shown["history"][1]["facts"]["title"] == TITLE
    assert [one["id"] for one in shown["documents"]] == [document]


@pytest.mark.parametrize(
    ("data", "scan_says", "status", "code"),
    [
        (PDF, "", 409, "scan_pending"),
        (PDF, "THREATS_FOUND", 409, "scan_infected"),
        (PDF, "UNSUPPORTED", 409, "scan_unknown"),
        (b"<html>", "NO_THREATS_FOUND", 400, "file_type"),
        (b"", "NO_THREATS_FOUND", 400, "file_empty"),
        (PDF + b"x" * 10 * 1024 * 1024, "NO_THREATS_FOUND", 400, "file_too_large"),
    ],
)
def test_a_file_that_cannot_be_issued_is_refused_in_words(
    here: Cloud, objects: Objects, data: bytes, scan_says: str, status: int, code: str
):
    at = filed()
    document = posted(at, objects, data, scan_says)
    answer = call("POST", f"{at}/documents", body={"document": document, "title": TITLE})
    sentence = content("web/staff_problems")[code]
    assert answer == (status, {"code": code, "message": sentence, "places": []})
    assert call("GET", at)[1]["documents"] == []


def test_what_was_not_posted_has_its_sentence_and_a_title_is_asked_for(here: Cloud, objects: Objects):
    at = filed()
    _, offered = call("POST", f"{at}/documents/uploads")
    issued = {"document": offered["document"], "title": TITLE}
    assert call("POST", f"{at}/documents", body=issued)[1]["code"] == "file_missing"
    assert call("POST", f"{at}/documents", body=issued | {"title": " "})[1]["code"] == "bad_request"
    assert call("POST", f"{at}/documents", body=issued | {"document": "../x"})[0] == 422
    assert call("POST", f"{at}/documents/{'0' * 32}/revocation", body={"reason": "r"})[0] == 404


@pytest.mark.parametrize("path", ["/documents/uploads", "/documents", f"/documents/{'0' * 32}/revocation"])
def test_only_an_approver_issues_and_revokes(here: Cloud, path: str):
    bodies = {"documents": {"document": "0" * 32, "title": "t"}, "revocation": {"reason": "r"}}
    body = bodies.get(path.rpartition("/")[2])
    by = claims("ito", f"owner-{PREFECTURE}", "clerk", "auditor")
    assert call("POST", f"{filed()}{path}", body=body, by=by)[0] == 403
