"""Staff open the files of an application: of their own owner, known to be harmless, on record first."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest

from madoguchi.forms.definition.model import Scan, StoredFile
from madoguchi.forms.files.attachments import LINK_SECONDS
from madoguchi.forms.files.refusals import NOT_OPEN
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.records.desk import desk
from madoguchi.office.store import OfficeStore
from madoguchi.office.trail import TRIALS
from madoguchi.runtime import s3
from madoguchi.runtime.content import content
from tests.moto_cloud import BUCKET, Cloud, cloud
from tests.staff_calls import MAEBASHI, PREFECTURE, call, claims
from tests.unit.forms.test_attachments import Objects, deed

FILE = "00112233445566778899aabbccddeeff"
DATA = b"%PDF-1.7 abc"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def stored(file_id: str = FILE, scan: Scan = "clean") -> Mapping[str, str]:
    """Keep a judged file; returns its row of the answer."""
    until = datetime.now(UTC) + timedelta(days=14)
    key = f"applications/x/{file_id}"
    desk().store.keep_file(StoredFile(file_id, "deed", key, "application/pdf", 12, SHA256, until, scan))
    return {"id": file_id, "name": "神\ufa19.pdf", "type": "application/pdf", "size": "12"}


def filed(scan: Scan = "clean") -> str:
    answers = {"word": "w", "papers": [stored(scan=scan)]}
    return submit(Submission(deed(), answers, "page"), desk()).number


def trail() -> list[str]:
    _, found = call("GET", "/staff/applications/trail", {"owner": PREFECTURE})
    return [f"{one['kind']} {one['facts'].get('file', '')}".strip() for one in found["entries"]]


def test_a_file_is_listed_and_saved_by_a_link_that_ends_soon(here: Cloud):
    at = f"/staff/applications/{filed()}"
    _, shown = call("GET", at)
    assert shown["files"] == [
        {
            "id": FILE,
            "question": "papers",
            "name": "神\ufa19.pdf",
            "type": "application/pdf",
            "size": 12,
            "sha256": SHA256,
            "versions": [1],
            "stands": True,
        }
    ]
    status, link = call("GET", f"{at}/files/{FILE}")
    assert (status, link["name"], link["sha256"]) == (200, "神\ufa19.pdf", SHA256)
    assert link["seconds"] == LINK_SECONDS
    place = urlsplit(link["url"])
    query = {name: values[0] for name, values in parse_qs(place.query).items()}
    assert (place.netloc.partition(".")[0], place.path) == (BUCKET, f"/applications/x/{FILE}")
    assert query["X-Amz-Expires"] == str(LINK_SECONDS)
    assert query["response-content-disposition"].startswith("attachment; filename*=UTF-8''%E7%A5%9E")
    assert query["response-content-type"] == "application/octet-stream"
    assert trail() == ["read", f"file_opened {FILE}"]


@pytest.mark.parametrize("scan", ["pending", "infected", "unknown", "replaced"])
def test_a_file_that_is_not_known_to_be_harmless_stays_closed_in_words(here: Cloud, scan: Scan):
    status, refused = call("GET", f"/staff/applications/{filed(scan)}/files/{FILE}")
    code = NOT_OPEN[scan].code
    assert (status, refused["code"]) == (409, code)
    assert refused["message"] == content("web/staff_problems")[code]
    assert trail() == []


def test_a_file_of_another_application_is_not_there(here: Cloud):
    number, other = filed(), "f" * 32
    stored(other)
    assert call("GET", f"/staff/applications/{number}/files/{other}")[0] == 404
    assert call("GET", f"/staff/applications/{number}/files/..%2Fx")[0] in (404, 422)
    assert trail() == []


@pytest.mark.parametrize(
    ("groups", "status"),
    [
        (("owner-100005", "auditor"), 403),
        (("owner-100005",), 403),
        ((f"owner-{MAEBASHI}", "clerk", "approver", "auditor"), 404),
        (("owner-100005", "clerk"), 200),
    ],
)
def test_a_file_is_opened_by_who_may_read_the_application(here: Cloud, groups: tuple[str, ...], status: int):
    answer = call("GET", f"/staff/applications/{filed()}/files/{FILE}", by=claims("ito", *groups))
    assert answer[0] == status
    assert ("url" in answer[1]) == (status == 200)


def test_no_link_is_given_that_is_not_on_record(here: Cloud):
    number = filed()
    with patch.object(OfficeStore, "append_to_trail", return_value=False) as tried:
        status, refused = call("GET", f"/staff/applications/{number}/files/{FILE}")
    assert (status, refused["code"], tried.call_count) == (503, "unavailable", TRIALS)
    assert "url" not in refused


def test_a_file_that_was_changed_or_taken_away_is_found(here: Cloud):
    number, objects = filed(), Objects()
    at, key = f"/staff/applications/{number}/verification", f"applications/x/{FILE}"
    with patch.object(s3, "opened", objects.opened):
        objects.kept[key] = DATA
        assert call("GET", at)[1] == {"whole": True, "problems": []}
        objects.kept[key] = b"%PDF-1.7 abd"
        changed = f"the file {FILE} of entry 1 is not the one that was sealed"
        assert call("GET", at)[1] == {"whole": False, "problems": [changed]}
        del objects.kept[key]
        assert call("GET", at)[1]["problems"] == [f"the file {FILE} of entry 1 is gone"]
