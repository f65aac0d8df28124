"""A correction adds and replaces files: without scripts, once, and what was sent before stays as it was."""

import html
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest

from madoguchi.forms.application.history import broken
from madoguchi.forms.definition.model import Dossier, Receipt
from madoguchi.forms.files import scan
from madoguchi.forms.files.attachments import take
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.records import desk as desks
from madoguchi.forms.records.desk import desk
from madoguchi.runtime import s3
from madoguchi.runtime.errors import Unavailable
from tests.moto_cloud import BUCKET
from tests.simulation.application_store import ApplicationsInMemory
from tests.unit.forms.test_attachments import JPEG, PDF, Objects, deed, follow, here, posted, scanned
from tests.unit.forms.test_pages import Browser, opened
from tests.unit.forms.test_price import counted

__all__ = ["here"]

OURS = "https://counter.example"


def filed(objects: Objects, page: str = "page") -> tuple[Receipt, dict[str, Any]]:
    """An application with one file, of which the office wants more."""
    row = take(deed().flow.field("papers"), deed(), "t" * 32, posted(objects, "old.pdf", PDF), desk())
    sent = submit(Submission(deed(), {"word": "w", "papers": [row]}, page), desk())
    take_step(sent.number, Step("correction_asked", "sato", "1", {"message": "地図も付けてください"}), desk())
    return sent, dict(row)


def correcting(sent: Receipt, browser: Browser | None = None) -> Browser:
    return opened(browser or Browser(), sent.number, sent.key).post("/receipts", go="correct")


def post_file(browser: Browser, objects: Objects, name: str, data: bytes) -> str:
    """Post a file from the page that asks for one, as a browser does; returns where S3 leads back."""
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', browser.body))
    back = html.unescape(fields["success_action_redirect"])
    assert back.startswith(OURS)
    key = fields["key"].replace("${filename}", name)
    objects.kept[key] = data
    return f"{back.removeprefix(OURS)}&{urlencode({'bucket': BUCKET, 'key': key, 'etag': 'x'})}"


def attached(browser: Browser, objects: Objects, name: str = "地図.jpg", data: bytes = JPEG) -> Browser:
    browser.post("/receipts", word="new", go="attach:papers")
    return browser.get(post_file(browser, objects, name, data))


def dossier(sent: Receipt) -> Dossier:
    found = desk().store.dossier(sent.number)
    assert found
    assert list(broken(desk().history_key(), found)) == []
    assert found.application.arrived_at == sent.arrived_at
    return found


def corrections(sent: Receipt) -> list[list[str]]:
    """The names of the files of each correction."""
    return [
        [row["name"] for row in one.answers["papers"]]  # type: ignore[index, call-overload, union-attr]
        for one in dossier(sent).entries
        if one.kind == "corrected"
    ]


def test_a_resident_adds_the_paper_that_was_asked_for(here: Objects):
    sent, old = filed(here)
    browser = attached(correcting(sent), here)
    assert browser.status == 200
    assert "ファイルを付けました" in browser.body
    assert "old.pdf" in browser.body
    assert "地図.jpg" in browser.body
    assert 'value="new"' in browser.body
    browser.post("/receipts", word="new", go="next").post("/receipts", go="submit")
    assert "直した内容を受け付けました" in browser.body
    found = dossier(sent)
    assert found.application.state == "corrected"
    first, last = found.entries[0], found.entries[-1]
    assert first.answers == {"word": "w", "papers": [old]}
    assert last.answers
    (kept, added) = last.answers["papers"]  # type: ignore[misc]
    assert (kept, added["name"], added["type"]) == (old, "地図.jpg", "image/jpeg")
    hashes = {one: sha256(data).hexdigest() for one, data in ((old["id"], PDF), (added["id"], JPEG))}
    assert last.facts["files"] == " ".join(f"{one}={digest}" for one, digest in hashes.items())
    assert first.facts["files"] == f"{old['id']}={hashes[old['id']]}"


def test_no_address_holds_number_or_key_and_the_link_alone_opens_nothing(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent).post("/receipts", word="secret", go="attach:papers")
    back = post_file(browser, here, "a.jpg", JPEG)
    home = back.partition("/files")[0]
    assert sent.number not in back
    assert sent.key not in back
    for stranger in (Browser(), Browser(f"visitor={'v' * 24}")):
        for path in (back, home):
            stranger.get(path)
            assert stranger.status == 404
            assert "直している途中の内容は、もうありません" in stranger.body
            assert not re.search(f"secret|{sent.number}|{sent.key}", stranger.body)
    assert 'value="secret"' in browser.get(home).body


def test_a_page_that_was_taken_up_again_posts_to_where_it_is_answered(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent).post("/receipts", word="w", go="attach:papers")
    back = post_file(browser, here, "a.jpg", JPEG)
    for path in (back.partition("/files")[0], back):
        addresses = re.findall(r'(?:form)?action="([^"#]*)', browser.get(path).body)
        assert addresses
        assert set(addresses) == {"/receipts"}


def test_another_language_on_the_way_leads_back_to_what_was_typed(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent).post("/receipts", word="secret", go="attach:papers")
    (home,) = re.findall(r'id="switches" method="get" action="([^"]*)"', browser.body)
    assert home == post_file(browser, here, "a.jpg", JPEG).partition("/files")[0]
    browser.get(f"{home}?lang=en")
    assert 'value="secret"' in browser.body
    assert "You are correcting what you sent" in browser.body


def test_a_file_is_replaced_and_the_earlier_version_keeps_its_own(here: Objects):
    sent, old = filed(here)
    browser = correcting(sent).post("/receipts", word="w", go="less:papers.0")
    assert "old.pdf" not in browser.body
    attached(browser, here).post("/receipts", word="w", go="next").post("/receipts", go="submit")
    assert corrections(sent) == [["地図.jpg"]]
    # The stream comes late: the first version is looked at when the second stands already.
    follow(sent.number, here, 1, 2, 3, 3)
    new = dossier(sent).answered().answers["papers"][0]  # type: ignore[index]
    homes = {f"applications/{sent.number}/{one['id']}" for one in (old, new)}  # type: ignore[call-overload, index]
    assert set(here.kept) == homes
    for home in homes:
        known = desk().store.stored_file(home.rpartition("/")[2])
        assert known
        assert (known.key, known.until) == (home, dossier(sent).application.expires_at)


def test_a_file_of_a_correction_is_closed_until_it_is_known_to_be_harmless(here: Objects):
    sent, _ = filed(here)
    browser = attached(correcting(sent), here)
    browser.post("/receipts", word="w", go="next").post("/receipts", go="submit")
    (file_id, _), (new, _) = re.findall(r'value="file:(\w+)">「(.*?)」', browser.body)
    assert file_id != new
    assert browser.post("/receipts", go=f"file:{new}").status == 409
    known = desk().store.stored_file(new)
    assert known
    scan.note(scanned(known.key, "NO_THREATS_FOUND", JPEG), desk())
    follow(sent.number, here, 3)
    opened(browser, sent.number, sent.key)
    assert browser.post("/receipts", go=f"file:{new}").status == 303


def test_impatience_corrects_once(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent).post("/receipts", word="w", go="attach:papers")
    asked = browser.body
    back = post_file(browser, here, "a.jpg", JPEG)
    for _ in range(2):
        browser.get(back)
    assert browser.body.count('value="a.jpg"') == 1
    browser.post("/receipts", word="w", go="next")
    review = browser.body
    for _ in range(3):
        browser.body = review
        assert "直した内容を受け付けました" in browser.post("/receipts", go="submit").body
    assert corrections(sent) == [["old.pdf", "a.jpg"]]
    # What was put aside is gone with it; going back to it says so, and the application stays.
    assert browser.get(back).status == 404
    browser.body = asked
    assert "直している途中の内容は、もうありません" in browser.get(back).body
    assert corrections(sent) == [["old.pdf", "a.jpg"]]


def test_what_a_page_sends_after_it_has_sent_something_else_is_not_lost(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent)
    first = browser.body
    browser.post("/receipts", word="one", go="next").post("/receipts", go="submit")
    # Back to the page of before, where something is added.
    browser.body = first
    attached(browser, here).post("/receipts", word="two", go="next").post("/receipts", go="submit")
    assert browser.status == 409
    assert "まだ送られていません" in browser.body
    assert "地図.jpg" in browser.body
    assert corrections(sent) == [["old.pdf"]]
    browser.post("/receipts", go="submit")
    assert "直した内容を受け付けました" in browser.body
    assert corrections(sent) == [["old.pdf"], ["old.pdf", "地図.jpg"]]
    assert dossier(sent).answered().answers["word"] == "two"  # type: ignore[index]


def test_a_file_that_does_not_count_is_asked_for_again(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent).post("/receipts", word="new", go="attach:papers")
    browser.get(post_file(browser, here, "a.pdf", b"<script>"))
    assert browser.status == 422
    assert "この種類のファイルは付けられません" in browser.body
    browser.get(post_file(browser, here, "b.pdf", PDF))
    assert (browser.status, "b.pdf" in browser.body) == (200, True)
    browser = attached(browser, here, "c.jpg")
    browser.post("/receipts", word="w", go="next").post("/receipts", go="submit")
    assert (browser.status, "件" in browser.body or "まで" in browser.body) == (400, True)
    assert corrections(sent) == []


def test_a_key_of_another_draft_does_not_count_and_nothing_is_lost(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent).post("/receipts", word="new", go="attach:papers")
    back = post_file(browser, here, "a.jpg", JPEG)
    theirs = urlencode({"key": posted(here, "b.pdf", PDF, "u" * 32)})
    browser.get(f"{back.partition('&')[0]}&{theirs}")
    assert (browser.status, "b.pdf" in browser.body) == (404, False)
    assert 'value="new"' in browser.body
    browser.get(back.replace("question=papers", "question=word"))
    assert (browser.status, 'value="new"' in browser.body) == (404, True)


def test_after_a_decision_no_file_is_added(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent).post("/receipts", word="new", go="attach:papers")
    back = post_file(browser, here, "a.jpg", JPEG)
    take_step(sent.number, Step("decided", "sato", "2", {"outcome": "accepted"}), desk())
    for path in (back, back.partition("/files")[0]):
        assert browser.get(path).status == 409
        assert "この操作はできません" in browser.body


class OneFault:
    """A store in memory: its call number `at` is lost, before or after it was done."""

    def __init__(self) -> None:
        self.store, self.at, self.when, self.calls = ApplicationsInMemory(), 0, "", 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            self.calls += 1
            if (self.calls, self.when) == (self.at, "before"):
                raise Unavailable("lost before")
            answer = getattr(self.store, name)(*given)
            if (self.calls, self.when) == (self.at, "after"):
                raise Unavailable("lost after")
            return answer

        return call


@pytest.fixture
def weather(here: Objects) -> Iterator[OneFault]:
    made = OneFault()
    with patch.object(desks, "ApplicationStore", lambda _table: made):
        yield made


def patient(browser: Browser, act: Callable[[], Browser]) -> Browser:
    """Do something again from the same page while it fails."""
    page = browser.body
    for _ in range(3):
        browser.body = page
        if act().status < 500:
            return browser
    raise AssertionError(browser.status)


def whole_way(sent: Receipt, objects: Objects) -> None:
    browser = Browser()
    number = {"number": sent.number, "key": sent.key}
    browser.get("/receipts")
    patient(browser, lambda: browser.post("/receipts", **number, go="open"))
    patient(browser, lambda: browser.post("/receipts", go="correct"))
    patient(browser, lambda: browser.post("/receipts", word="w", go="attach:papers"))
    back = post_file(browser, objects, "a.jpg", JPEG)
    patient(browser, lambda: browser.get(back))
    patient(browser, lambda: browser.post("/receipts", word="w", go="next"))
    patient(browser, lambda: browser.post("/receipts", go="submit"))
    assert "直した内容を受け付けました" in browser.body


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_fault_at_any_call_neither_loses_nor_doubles_the_file(here: Objects, weather: OneFault, when: str):
    at, calls = 1, 1
    while at <= calls:
        sent, _ = filed(here, f"page {at}")
        weather.at, weather.when, weather.calls = at, when, 0
        whole_way(sent, here)
        at, calls, weather.at = at + 1, weather.calls, 0
        assert corrections(sent) == [["old.pdf", "a.jpg"]]
        follow(sent.number, here, 1, 3)
        assert sum(sent.number in key for key in here.kept) == 2
    assert calls > 25


def test_a_silent_bucket_is_asked_again(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent).post("/receipts", word="w", go="attach:papers")
    back = post_file(browser, here, "a.jpg", JPEG)
    with patch.object(s3, "opened", side_effect=Unavailable("S3")):
        assert browser.get(back).status == 503
    assert "a.jpg" in browser.get(back).body


def test_a_page_posted_late_does_not_move_a_file_back(here: Objects):
    """The way back from the bucket is loaded once more just while the stream moves the file."""
    sent, old = filed(here)
    known = desk().store.stored_file(str(old["id"]))
    assert known
    follow(sent.number, here, 1)
    desk().store.keep_file(known)
    moved = desk().store.stored_file(str(old["id"]))
    assert moved
    assert moved.key == f"applications/{sent.number}/{old['id']}"


def test_a_file_more_has_a_known_price(here: Objects):
    sent, _ = filed(here)
    browser = correcting(sent)
    look_up = ["UpdateItem", "Query", "DeleteItem"]
    with counted() as calls:
        browser.post("/receipts", word="w", go="attach:papers")
    # The draft is one item.
    assert calls == [(one, 0) for one in (*look_up, "GetItem")] + [("PutItem", 1)]
    back = post_file(browser, here, "a.jpg", JPEG)
    with counted() as calls:
        browser.get(back)
    drafts = [("GetItem", 0), *((one, 0) for one in (*look_up, "GetItem"))]
    assert calls == [*drafts, ("UpdateItem", 0), ("PutItem", 1)]
    browser.post("/receipts", word="w", go="next")
    with counted() as calls:
        browser.post("/receipts", go="submit")
    files, page = [("GetItem", 0)] * 2, ("GetItem", 0)
    step = [("Query", 0), ("TransactWriteItems", 6)]
    assert calls == [*((one, 0) for one in look_up), page, *files, *step, ("DeleteItem", 0), page]
