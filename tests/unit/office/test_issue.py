"""Documents that an office issues: judged, scanned, sealed once, handed out until they are revoked."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from madoguchi.forms.files import scan
from madoguchi.forms.files.attachments import identity
from madoguchi.forms.files.issued import issued_documents
from madoguchi.forms.files.issuing import RULES, open_document
from madoguchi.forms.files.moving import forget_files
from madoguchi.forms.files.refusals import FileInfected, FileReplaced, FileUnscanned, ScanPending
from madoguchi.forms.filing.follow_up import Mailroom, follow_up
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.notices.mail import Letter
from madoguchi.forms.pages.receipt_paper import receipt_paper
from madoguchi.office.assembly import Office
from madoguchi.office.export import export
from madoguchi.office.files import open_attached
from madoguchi.office.inbox import Sought
from madoguchi.office.issue import Named, decide, issue, offer_upload, revoke
from madoguchi.office.verify import trail, verify
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import BadRequest, FileRefused, Forbidden, NotFound, NotInThisState, Unavailable
from tests.moto_cloud import content_on_path
from tests.simulation.application_store import ApplicationsInMemory
from tests.unit.forms.surroundings import Chat, form, submission
from tests.unit.forms.test_attachments import PDF, PNG, Objects, bucket_in_memory, etag, scanned
from tests.unit.office.surroundings import MAEBASHI, PREFECTURE, office_over, staff

DAYS = (date(2026, 4, 1), date(2026, 4, 30))
TITLE = "交付決定通知書（神\ufa19流町/第1号）"


@dataclass
class Counter:
    """An office, its bucket, its applicants' chat and letters, and one application."""

    objects: Objects
    chat: Chat = field(default_factory=Chat)
    letters: list[Letter] = field(default_factory=list)
    store: Any = field(default_factory=ApplicationsInMemory)
    office: Office = field(init=False)
    number: str = field(init=False)

    def __post_init__(self) -> None:
        self.office = office_over(self.store, self.chat)
        self.number = submit(submission(user_id="U1"), self.office.desk).number

    def posted(self, data: bytes = PDF, status: str = "NO_THREATS_FOUND") -> str:
        """Post a file as staff do; returns the document's id."""
        offered = offer_upload(self.number, staff(), self.office)
        key = offered.upload.fields["key"]
        self.objects.kept[key] = data
        if status:
            scan.note(scanned(key, status, data), self.office.desk)
        return offered.document

    def issues(self, document: str, title: str = TITLE) -> None:
        issue(self.number, Named(document, title), staff(), self.office)

    def follows_up(self) -> None:
        """Bring every entry, as the table's stream does."""
        room = Mailroom("counter@example.com", lambda _, letter: self.letters.append(letter), self.objects)
        for entry in self.entries():
            follow_up(self.number, entry.position, self.office.desk, room)

    def entries(self) -> Any:
        return self.store.dossier(self.number).entries

    def kinds(self) -> list[str]:
        return [one.kind for one in self.entries()]

    def told(self) -> list[str]:
        return [kind for kind, _ in sorted({(kind, notice) for _, kind, _, notice in self.chat.told})]

    def file(self, document: str) -> str:
        """Return the id of a document's file."""
        return issued_documents(self.entries())[document].file

    def link(self, document: str) -> str:
        return open_document(issued_documents(self.entries())[document], self.office.desk)


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    content_on_path()
    return Counter(bucket_in_memory(monkeypatch))


def test_a_document_is_sealed_with_its_title_and_hash_and_the_applicant_is_told_once(counter: Counter):
    document = counter.posted()
    for _ in range(3):
        counter.issues(document)
    assert counter.kinds() == ["arrived", "issued"]
    facts = counter.entries()[-1].facts
    assert (facts["document"], facts["title"], facts["size"]) == (document, TITLE, str(len(PDF)))
    (shown,) = issued_documents(counter.entries()).values()
    assert facts["files"] == f"{shown.file}={shown.sha256}"
    assert len(shown.sha256) == 64
    for _ in range(2):
        counter.follows_up()
    assert counter.told() == ["form_issued", "form_received"]
    assert f"書類：{TITLE}" in counter.chat.told[-1][2]["details"]
    assert verify(counter.number, staff(), counter.office) == []


def test_what_was_typed_is_the_title_and_names_the_file_that_is_saved(counter: Counter):
    from urllib.parse import quote

    document = counter.posted()
    counter.issues(document)
    counter.follows_up()
    said = quote(quote("交付決定通知書（神\ufa19流町／第1号）.pdf"))
    assert f"attachment%3B%20filename%2A%3DUTF-8%27%27{said}" in counter.link(document)
    assert "response-content-type=application%2Foctet-stream" in counter.link(document)


def test_the_file_goes_to_its_application_and_away_with_it(counter: Counter):
    document = counter.posted()
    counter.issues(document)
    with pytest.raises(ScanPending):
        counter.link(document)
    counter.follows_up()
    assert list(counter.objects.kept) == [f"applications/{counter.number}/{counter.file(document)}"]
    known = counter.store.stored_file(counter.file(document))
    assert known.until == counter.store.applications[counter.number].expires_at
    counter.issues(document)
    assert counter.store.stored_file(counter.file(document)) == known
    assert counter.link(document)
    forget_files(counter.number, counter.objects)
    assert counter.objects.kept == {}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "file_empty"),
        (PNG, "file_type"),
        (b"<html>", "file_type"),
        (PDF + b"x" * RULES.max_bytes, "file_too_large"),
    ],
)
def test_only_a_pdf_of_a_size_is_issued(counter: Counter, data: bytes, why: str):
    document = counter.posted(data)
    with pytest.raises(FileRefused, match=why):
        counter.issues(document)
    assert counter.kinds() == ["arrived"]


@pytest.mark.parametrize(
    ("status", "refusal"),
    [("", ScanPending), ("THREATS_FOUND", FileInfected), ("UNSUPPORTED", FileUnscanned)],
)
def test_nothing_is_issued_that_is_not_known_to_be_harmless(
    counter: Counter, status: str, refusal: type[Exception]
):
    document = counter.posted(status=status)
    with pytest.raises(refusal):
        counter.issues(document)
    assert counter.kinds() == ["arrived"]
    counter.follows_up()
    assert counter.told() == ["form_received"]


def test_a_document_that_was_never_posted_or_belongs_elsewhere_is_refused(counter: Counter):
    offered = offer_upload(counter.number, staff(), counter.office)
    with pytest.raises(FileRefused, match="file_missing"):
        counter.issues(offered.document)
    document = counter.posted()
    other = submit(submission("page 2"), counter.office.desk).number
    with pytest.raises(FileRefused, match="file_missing"):
        issue(other, Named(document, TITLE), staff(), counter.office)


def test_an_upload_is_bound_to_its_application_to_a_size_and_to_a_type_that_no_browser_shows(
    counter: Counter,
):
    import base64
    import json

    offered = offer_upload(counter.number, staff(), counter.office)
    policy = json.loads(base64.b64decode(offered.upload.fields["policy"]))
    key = f"drafts/{counter.number}/issued/{offered.document}/document.pdf"
    assert {"key": key} in policy["conditions"]
    assert {"Content-Type": "application/octet-stream"} in policy["conditions"]
    assert ["content-length-range", 1, 10 * 1024 * 1024] in policy["conditions"]


@pytest.mark.parametrize("title", ["", "  ", "x" * 101, "two\nlines"])
def test_a_title_is_one_line(counter: Counter, title: str):
    document = counter.posted()
    with pytest.raises(BadRequest):
        counter.issues(document, title)


def test_a_revoked_document_stays_on_record_and_is_handed_out_no_more(counter: Counter):
    document = counter.posted()
    counter.issues(document)
    counter.follows_up()
    for _ in range(2):
        revoke(counter.number, document, "金額の誤り", staff(), counter.office)
    counter.follows_up()
    assert counter.kinds() == ["arrived", "issued", "revoked"]
    with pytest.raises(NotFound):
        counter.link(document)
    (shown,) = issued_documents(counter.entries()).values()
    assert (shown.title, shown.reason, bool(shown.revoked_at)) == (TITLE, "金額の誤り", True)
    assert counter.told() == ["form_issued", "form_received", "form_revoked"]
    assert list(counter.objects.kept) == [f"applications/{counter.number}/{counter.file(document)}"]
    assert open_attached(counter.number, document, staff(), counter.office).name.endswith(".pdf")
    with pytest.raises(NotInThisState):
        counter.issues(document)
    with pytest.raises(NotFound):
        revoke(counter.number, "0" * 32, "?", staff(), counter.office)


def decision(key: str = "1") -> Step:
    return Step("decided", "sato", key, {"outcome": "accepted"})


def test_a_decision_issues_its_document_with_itself_and_tells_of_both_at_once(counter: Counter):
    document = counter.posted()
    for _ in range(2):
        decide(counter.number, decision(), Named(document, TITLE), staff(), counter.office)
    counter.follows_up()
    assert counter.kinds() == ["arrived", "decided"]
    assert counter.told() == ["form_decided_accepted", "form_received"]
    assert f"書類：{TITLE}" in counter.chat.told[-1][2]["details"]
    assert counter.link(document)
    assert list(counter.objects.kept) == [f"applications/{counter.number}/{counter.file(document)}"]
    with pytest.raises(NotInThisState):
        counter.issues(document)


def test_a_decision_names_a_document_that_was_issued_before_it(counter: Counter):
    document = counter.posted()
    counter.issues(document)
    decide(counter.number, decision(), Named(document), staff(), counter.office)
    (shown,) = issued_documents(counter.entries()).values()
    assert (shown.title, shown.with_kind, shown.size) == (TITLE, "issued", len(PDF))
    counter.follows_up()
    assert counter.told() == ["form_decided_accepted", "form_issued", "form_received"]
    assert f"書類：{TITLE}" in counter.chat.told[-1][2]["details"]
    revoke(counter.number, document, "r", staff(), counter.office)
    take_step(counter.number, Step("reopened", "sato", "2"), counter.office.desk)
    with pytest.raises(NotInThisState):
        decide(counter.number, decision("3"), Named(document), staff(), counter.office)


def test_a_decision_whose_document_does_not_count_is_not_made(counter: Counter):
    document = counter.posted(status="")
    with pytest.raises(ScanPending):
        decide(counter.number, decision(), Named(document, TITLE), staff(), counter.office)
    assert counter.kinds() == ["arrived"]


def test_a_withdrawn_application_gets_no_document_and_keeps_those_that_it_has(counter: Counter):
    first, second = counter.posted(), counter.posted()
    counter.issues(first)
    take_step(counter.number, Step("withdrawn", "applicant", "1"), counter.office.desk)
    with pytest.raises(NotInThisState):
        offer_upload(counter.number, staff(), counter.office)
    with pytest.raises(NotInThisState):
        counter.issues(second)
    counter.issues(first)
    counter.follows_up()
    assert counter.link(first)
    revoke(counter.number, first, "取下げのため", staff(), counter.office)
    with pytest.raises(NotFound):
        counter.link(first)


def test_clerks_and_other_owners_issue_nothing(counter: Counter):
    document = counter.posted()
    clerk, other = staff("ito", PREFECTURE, "clerk"), staff("suzuki", MAEBASHI)
    for who, refusal in ((clerk, Forbidden), (other, NotFound)):
        with pytest.raises(refusal):
            offer_upload(counter.number, who, counter.office)
        with pytest.raises(refusal):
            issue(counter.number, Named(document, TITLE), who, counter.office)
        with pytest.raises(refusal):
            decide(counter.number, decision(), Named(document, TITLE), who, counter.office)
        with pytest.raises(refusal):
            revoke(counter.number, document, "r", who, counter.office)


def test_everything_is_on_the_owner_s_trail(counter: Counter):
    document = counter.posted()
    counter.issues(document)
    revoke(counter.number, document, "r", staff(), counter.office)
    done = trail(staff(), PREFECTURE, 0, None, counter.office)
    assert [one.kind for one in done] == ["upload_offered", "issued", "revoked"]
    assert all(TITLE not in str(one.facts) for one in done)


@dataclass
class Breaking:
    """A store that fails at the nth of its calls, before it is done or after; then it works again."""

    inner: ApplicationsInMemory
    at: int = 0
    after: bool = False
    calls: int = 0

    def __getattr__(self, name: str) -> Any:
        really = getattr(self.inner, name)
        if not callable(really):
            return really

        def call(*arguments: Any) -> Any:
            self.calls += 1
            if self.calls == self.at and not self.after:
                raise Unavailable("lost before")
            answer = really(*arguments)
            if self.calls == self.at:
                raise Unavailable("lost after")
            return answer

        return call


@pytest.mark.parametrize("lost_after", [False, True])
@pytest.mark.parametrize("kind", ["issued", "decided", "revoked"])
def test_whatever_call_is_lost_the_same_again_makes_one_entry(counter: Counter, kind: str, lost_after: bool):
    place = 0
    while True:
        place += 1
        one = Counter(counter.objects)
        document = one.posted()
        if kind == "revoked":
            one.issues(document)
        breaking = Breaking(one.store, place, lost_after)
        office = replace(one.office, desk=replace(one.office.desk, store=breaking))

        def do(office: Office = office, one: Counter = one, document: str = document) -> None:
            if kind == "issued":
                issue(one.number, Named(document, TITLE), staff(), office)
            elif kind == "decided":
                decide(one.number, decision(), Named(document, TITLE), staff(), office)
            else:
                revoke(one.number, document, "r", staff(), office)

        try:
            do()
        except Unavailable:
            # Nothing half-done is to be seen: a document is there with its entry, or not at all.
            assert bool(issued_documents(one.entries())) == bool({"issued", "decided"} & set(one.kinds()))
            do()
        assert one.kinds().count(kind) == 1
        one.follows_up()
        assert (kind == "revoked") != bool(_opens(one, document))
        if breaking.calls < place:
            break
    assert place > 3


def _opens(one: Counter, document: str) -> bool:
    try:
        return bool(one.link(document))
    except (KeyError, NotFound):
        return False


@pytest.mark.parametrize("lost_after", [False, True])
def test_whatever_call_is_lost_the_stream_brings_the_file_home_and_tells_of_it_once(
    counter: Counter, lost_after: bool
):
    place = 0
    while True:
        place += 1
        one = Counter(counter.objects)
        document = one.posted()
        one.issues(document)
        breaking = Breaking(one.store, place, lost_after)
        really, one.office = one.office, replace(one.office, desk=replace(one.office.desk, store=breaking))
        try:
            one.follows_up()
        except Unavailable:
            one.follows_up()
        one.office = really
        assert one.told() == ["form_issued", "form_received"]
        assert one.link(document)
        if breaking.calls < place:
            break
    assert place > 3


def test_a_second_click_that_comes_after_the_move_finds_what_the_first_has_issued(counter: Counter):
    document = counter.posted()
    before = counter.store.dossier(counter.number)
    counter.issues(document)
    counter.follows_up()
    really = counter.store.dossier
    reads = iter([before])
    counter.store.dossier = lambda number: next(reads, None) or really(number)
    counter.issues(document)
    assert counter.kinds() == ["arrived", "issued"]


def test_what_is_never_confirmed_is_gone_with_its_time(counter: Counter):
    document = counter.posted()
    with pytest.raises(BadRequest):
        counter.issues(document, "")
    counter.follows_up()
    (key,) = counter.objects.kept
    # The bucket's own rule for drafts ends it.
    assert key.startswith("drafts/")
    assert counter.store.scanned_until[identity(key, etag(PDF))] - counter.office.desk.clock() < timedelta(
        days=300
    )
    assert issued_documents(counter.entries()) == {}


def test_other_bytes_posted_under_a_document_are_another_file_and_its_own_scan_decides(counter: Counter):
    document = counter.posted()
    (key,) = counter.objects.kept
    counter.objects.kept[key] = PDF + b"harmful"
    with pytest.raises(ScanPending):
        counter.issues(document)
    scan.note(scanned(key, "THREATS_FOUND", PDF + b"harmful"), counter.office.desk)
    with pytest.raises(FileInfected):
        counter.issues(document)
    assert counter.kinds() == ["arrived"]


def test_what_is_posted_over_a_document_that_was_issued_is_never_handed_out(counter: Counter):
    document = counter.posted()
    (key,) = counter.objects.kept
    counter.issues(document)
    counter.objects.kept[key] = PDF + b"harmful"
    with pytest.raises(ScanPending):
        counter.link(document)
    for _ in range(2):
        counter.follows_up()
        with pytest.raises(FileReplaced):
            counter.link(document)
    assert counter.told() == ["form_issued", "form_received"]
    assert not any(key.startswith("applications/") for key in counter.objects.kept)
    (problem,) = verify(counter.number, staff(), counter.office)
    assert problem == f"the file {counter.file(document)} of entry 2 is gone"


def test_bytes_that_are_not_those_that_were_sealed_are_found(counter: Counter):
    document = counter.posted()
    counter.issues(document)
    counter.follows_up()
    assert verify(counter.number, staff(), counter.office) == []
    (key,) = counter.objects.kept
    counter.objects.kept[key] = PDF + b"!"
    assert verify(counter.number, staff(), counter.office) == [
        f"the file {counter.file(document)} of entry 2 is not the one that was sealed"
    ]


def test_an_export_names_the_documents_that_stand_and_the_paper_all_of_them(counter: Counter):
    first, second = counter.posted(), counter.posted()
    counter.issues(first, "first")
    counter.issues(second, "second")
    revoke(counter.number, first, "r", staff(), counter.office)
    table = export(staff(), Sought(PREFECTURE, "test_form", *DAYS), counter.office)
    column = table.headings.index(content("web/staff_headings")["#documents"])
    assert [row[column] for row in table.rows] == ["second"]
    paper = repr(receipt_paper(counter.store.dossier(counter.number), form(), "en"))
    assert "('first', 'Revoked" in paper
    assert "('second', 'Issued" in paper
