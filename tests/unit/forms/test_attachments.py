"""Files: judged by their bytes, bound to their draft, counted once, closed until known to be harmless."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest

from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Form, load_form
from madoguchi.forms.files import scan
from madoguchi.forms.files.attachments import check, download_link, offer, take
from madoguchi.forms.files.file_type import declared, sniffed
from madoguchi.forms.files.moving import forget_files
from madoguchi.forms.files.refusals import NOT_OPEN, FileReplaced, ScanPending
from madoguchi.forms.filing.follow_up import Mailroom, follow_up
from madoguchi.forms.records.desk import Store, desk
from madoguchi.forms.records.draft import KEPT, draft_name, keep
from madoguchi.runtime import s3
from madoguchi.runtime.errors import FileRefused, NotFound
from madoguchi.web.sessions import csrf_token
from tests.moto_cloud import BUCKET, cloud, function
from tests.unit.forms.surroundings import Clock, desk_over

PDF, JPEG = b"%PDF-1.7\n" + b"x" * 100, b"\xff\xd8\xff\xe0" + b"x" * 100
PNG, HEIC = b"\x89PNG\r\n\x1a\n" + b"x" * 100, b"\0\0\0\x18ftypheic" + b"x" * 100
TOKEN = "t" * 32
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = ["application/pdf", "image/jpeg", "image/heic"]


def deed() -> Form:
    """A form with a question for papers."""
    parts = [{"id": one, "kind": "text", "label": one} for one in ("id", "name", "type", "size")]
    return load_form(
        {
            "owner": "100005",
            "summary": "",
            "policy": {
                "opens": "2026-04-01T00:00:00",
                "closes": "2090-01-01T00:00:00",
                "purpose": "",
                "retention_days": 30,
                "office": {"name": "係", "phone": "027-223-1111"},
                "attachments": {"types": TYPES, "max_megabytes": 1, "max_files": 2},
            },
            "flow": {
                "id": "deed",
                "title": "証書",
                "pages": [
                    {
                        "id": "one",
                        "title": "証書",
                        "fields": [
                            {"id": "word", "kind": "text", "label": "word"},
                            {
                                "id": "papers",
                                "kind": "file",
                                "label": "書類",
                                "required": False,
                                "parts": parts,
                            },
                        ],
                    }
                ],
            },
        }
    )


def etag(data: bytes) -> str:
    """Name bytes as S3 does that encrypts with keys of its own."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@dataclass
class Objects:
    """A bucket in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)

    @contextmanager
    def opened(self, bucket: str, key: str) -> Iterator[s3.Opened]:
        assert bucket == BUCKET
        if key not in self.kept:
            raise NotFound("object")
        data = self.kept[key]
        yield s3.Opened(etag(data), (data[at : at + 7] for at in range(0, len(data), 7)))

    def move(self, _bucket: str, key: str, to: str) -> None:
        if not {key, to} & set(self.kept):
            raise NotFound("object")
        self.kept[to] = self.kept.pop(key) if key in self.kept else self.kept[to]

    def delete_below(self, _bucket: str, prefix: str) -> None:
        self.kept = {key: data for key, data in self.kept.items() if not key.startswith(prefix)}


def bucket_in_memory(monkeypatch: pytest.MonkeyPatch) -> Objects:
    """Put a bucket in memory in the place of S3's, with keys to sign for it."""
    made = Objects()
    for name, value in {
        "ATTACHMENTS_BUCKET": BUCKET,
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_REGION": "ap-northeast-1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(s3, "opened", made.opened)
    return made


def follow(number: str, objects: Objects, *positions: int) -> None:
    """Bring entries as the table's stream does, with nobody to write to."""
    for position in positions:
        follow_up(number, position, desk(), Mailroom("", lambda *_: None, objects))


@pytest.fixture
def objects(store: Store, monkeypatch: pytest.MonkeyPatch) -> Objects:
    return bucket_in_memory(monkeypatch)


def posted(objects: Objects, name: str, data: bytes, token: str = TOKEN) -> str:
    """Post a file as a browser does; returns its key."""
    question = deed().flow.field("papers")
    upload = offer(question, deed(), token, "https://counter.example/back")
    key = upload.fields["key"].replace("${filename}", name)
    objects.kept[key] = data
    return key


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "application/pdf"),
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (HEIC, "image/heic"),
        (b"<svg onload=alert(1)>", ""),
        (b"MZ\x90", ""),
        (b"", ""),
        (b"\0\0\0\x18ftypmp42", ""),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, kind: str):
    assert sniffed(data) == kind


def test_a_name_says_a_type_in_any_case():
    assert [declared(one) for one in ("a.PDF", "b.JPeg", "c.heif", "d.exe", "e")] == [
        "application/pdf",
        "image/jpeg",
        "image/heic",
        "",
        "",
    ]


def test_a_file_that_agrees_counts_with_its_hash(store: Store, objects: Objects):
    at = desk_over(store)
    row = take(deed().flow.field("papers"), deed(), TOKEN, posted(objects, "神\ufa19.pdf", PDF), at)
    assert (row["name"], row["type"], row["size"]) == ("神\ufa19.pdf", "application/pdf", str(len(PDF)))
    known = store.stored_file(str(row["id"]))
    assert known
    assert (known.scan, len(known.sha256)) == ("pending", 64)
    check(deed(), {"papers": [row]}, at)


def test_a_file_that_the_bucket_may_have_forgotten_is_asked_for_again(store: Store, objects: Objects):
    clock = Clock()
    at = desk_over(store, clock)
    row = take(deed().flow.field("papers"), deed(), TOKEN, posted(objects, "a.pdf", PDF), at)
    clock.at += KEPT - timedelta(minutes=1)
    check(deed(), {"papers": [row]}, at)
    clock.at += timedelta(minutes=2)
    with pytest.raises(FileRefused, match="file_unknown"):
        check(deed(), {"papers": [row]}, at)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"", "file_empty"),
        ("a.pdf", PDF + b"x" * 1024 * 1024, "file_too_large"),
        ("a.png", PNG, "file_type"),
        ("a.pdf", b"<script>", "file_type"),
        ("a.pdf", JPEG, "file_disagrees"),
        ("a.exe", PDF, "file_disagrees"),
    ],
)
def test_any_other_file_does_not_count_and_says_why(
    store: Store, objects: Objects, name: str, data: bytes, why: str
):
    with pytest.raises(FileRefused, match=why):
        take(deed().flow.field("papers"), deed(), TOKEN, posted(objects, name, data), desk_over(store))


def test_a_key_of_somebody_elses_draft_is_not_there(store: Store, objects: Objects):
    theirs = posted(objects, "a.pdf", PDF, "u" * 32)
    for key in (theirs, "", "drafts/../x", theirs.replace("papers", "others")):
        with pytest.raises(NotFound):
            take(deed().flow.field("papers"), deed(), TOKEN, key, desk_over(store))


def test_what_a_page_says_of_a_file_is_not_believed(store: Store, objects: Objects):
    at = desk_over(store)
    row = take(deed().flow.field("papers"), deed(), TOKEN, posted(objects, "a.pdf", PDF), at)
    for forged in ({**row, "id": "0" * 32}, {**row, "type": "image/jpeg"}, {**row, "size": "1"}, {}):
        with pytest.raises(FileRefused, match="file_unknown"):
            check(deed(), {"papers": [forged]}, at)
    with pytest.raises(FileRefused, match="too_many_files"):
        check(deed(), {"papers": [row, row, row]}, at)


def scanned(key: str, status: str, data: bytes = PDF) -> dict[str, Any]:
    """GuardDuty's word on the bytes that lay at a key."""
    return {
        "time": "2026-04-04T01:02:03Z",
        "detail": {
            "s3ObjectDetails": {"objectKey": key, "eTag": etag(data)},
            "scanResultDetails": {"scanResultStatus": status},
        },
    }


@pytest.mark.parametrize(
    ("statuses", "scan_says"),
    [
        (["NO_THREATS_FOUND"], "clean"),
        (["THREATS_FOUND"], "infected"),
        (["THREATS_FOUND", "NO_THREATS_FOUND"], "infected"),
        (["UNSUPPORTED"], "unknown"),
        (["NO_THREATS_FOUND", "FAILED"], "clean"),
        (["FAILED", "NO_THREATS_FOUND"], "clean"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_file_is_handed_out_only_when_it_is_known_to_be_harmless(
    store: Store, objects: Objects, statuses: list[str], scan_says: str, first: bool
):
    at, key = desk_over(store), posted(objects, "a.pdf", PDF)
    if first:
        for status in statuses:
            scan.note(scanned(key, status), at)
    row = take(deed().flow.field("papers"), deed(), TOKEN, key, at)
    if not first:
        for status in statuses:
            scan.note(scanned(key, status), at)
    known = store.stored_file(str(row["id"]))
    assert known
    assert known.scan == scan_says
    if scan_says == "clean":
        with pytest.raises(ScanPending):
            download_link(str(row["id"]), "神.pdf", at)
        store.move_file(known.id, f"applications/N/{known.id}", known.until)
        link = download_link(str(row["id"]), "神.pdf", at)
        assert "response-content-disposition=attachment" in link
        assert "response-content-type=application%2Foctet-stream" in link
    else:
        with pytest.raises(NOT_OPEN[known.scan]):
            download_link(str(row["id"]), "神.pdf", at)


@pytest.mark.parametrize("first", [True, False])
def test_a_word_on_other_bytes_or_another_name_says_nothing_of_a_file(
    store: Store, objects: Objects, first: bool
):
    at, key = desk_over(store), posted(objects, "a.pdf", PDF)
    other = key.replace("a.pdf", "b.pdf")

    def others_are_harmless() -> None:
        scan.note(scanned(other, "NO_THREATS_FOUND"), at)
        scan.note(scanned(key, "NO_THREATS_FOUND", PDF + b"other"), at)

    if first:
        others_are_harmless()
    row = take(deed().flow.field("papers"), deed(), TOKEN, key, at)
    if not first:
        others_are_harmless()
    known = store.stored_file(str(row["id"]))
    assert known
    assert known.scan == "pending"


def test_other_bytes_posted_in_a_file_s_place_are_another_file(store: Store, objects: Objects):
    at, key, question = desk_over(store), posted(objects, "a.pdf", PDF), deed().flow.field("papers")
    row = take(question, deed(), TOKEN, key, at)
    scan.note(scanned(key, "NO_THREATS_FOUND"), at)
    objects.kept[key] = PDF + b"harmful"
    other = take(question, deed(), TOKEN, key, at)
    assert other["id"] != row["id"]
    known, harmful = store.stored_file(str(row["id"])), store.stored_file(str(other["id"]))
    assert known
    assert harmful
    assert (known.scan, harmful.scan) == ("clean", "pending")
    assert (known.size, harmful.size) == (len(PDF), len(PDF) + len(b"harmful"))


@pytest.fixture
def here() -> Iterator[Objects]:
    made = Objects()
    found = patch.multiple(catalogue, form=lambda _form_id: deed(), names=lambda _folder: ["forms/deed"])
    with cloud(), found, patch.object(s3, "opened", made.opened):
        yield made


def call(route: str, path: str, query: str = "", **posted_fields: str) -> dict[str, Any]:
    form_id, *rest = path.split("/")[2:]
    event: dict[str, Any] = {
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": query,
        "pathParameters": {"form_id": form_id, "draft": rest[1] if rest else ""},
        # What a browser says of where it is counts for nothing.
        "headers": {"origin": "https://evil.example", "host": "evil.example"},
        "requestContext": {"domainName": "counter.example"},
        "cookies": ["visitor=" + "v" * 24],
    }
    if posted_fields:
        fields = {"csrf": csrf_token("v" * 24), "client_key": "k" * 32, **posted_fields}
        event["body"] = "&".join(f"{name}={value}" for name, value in fields.items())
    found: dict[str, Any] = function("form_submission").handler(event, None)
    return found


def test_a_resident_adds_a_file_without_scripts_and_sends_it_once(here: Objects):
    asked = call("POST /forms/{form_id}", "/forms/deed", word="hello", step="one", go="attach:papers")
    assert asked["statusCode"] == 200
    assert 'enctype="multipart/form-data"' in asked["body"]
    assert re.search(r'id="switches" method="get" action="/forms/deed/drafts/[\w-]{32}"', asked["body"])
    policy = asked["headers"]["content-security-policy"]
    assert "form-action 'self' https://attachments.s3.ap-northeast-1.amazonaws.com;" in policy
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', asked["body"]))
    assert fields["Content-Type"] == "application/octet-stream"
    back = fields["success_action_redirect"].replace("&amp;", "&")
    key = fields["key"].replace("${filename}", "証書.pdf")
    here.kept[key] = PDF
    path, _, query = back.removeprefix("https://counter.example").partition("?")
    route = "GET /forms/{form_id}/drafts/{draft}/files"
    from urllib.parse import quote

    came = call(route, path, f"{query}&bucket={BUCKET}&key={quote(key)}&etag=x")
    assert came["statusCode"] == 200
    assert "ファイルを付けました" in came["body"]
    assert "証書.pdf" in came["body"]
    assert 'value="hello"' in came["body"]
    assert set(re.findall(r'formaction="([^"#]*)', came["body"])) == {"/forms/deed"}
    again = call(route, path, f"{query}&key={quote(key)}")
    assert again["body"].count('name="papers.0.id"') == 1
    assert 'name="papers.1.id"' not in again["body"]
    rows = {
        name: quote(value)
        for name, value in re.findall(r'name="(papers\.0\.\w+)" value="([^"]*)"', again["body"])
    }
    sent = call("POST /forms/{form_id}", "/forms/deed", word="hello", step="review", go="submit", **rows)
    assert "受け付けました" in sent["body"]
    forged = {**rows, "papers.0.id": "0" * 32}
    refused = call(
        "POST /forms/{form_id}",
        "/forms/deed",
        word="x",
        step="review",
        go="submit",
        **forged,
        client_key="n" * 32,
    )
    assert refused["statusCode"] == 400
    assert "付けたファイルを確かめられませんでした" in refused["body"]


def test_a_file_that_does_not_count_is_asked_for_again(here: Objects):
    with_draft = keep(deed(), {"word": ["hello"], "step": ["one"]}, "k" * 32, "", desk())
    key = f"drafts/{draft_name(with_draft.token)[:32]}/papers/{'0' * 32}/a.pdf"
    here.kept[key] = EICAR.encode()
    path = f"/forms/deed/drafts/{with_draft.token}/files"
    answer = call("GET /forms/{form_id}/drafts/{draft}/files", path, f"question=papers&key={key}")
    assert answer["statusCode"] == 422
    assert "この種類のファイルは付けられません" in answer["body"]
    assert f"https://counter.example{path}?question=papers" in answer["body"]


def test_a_browser_comes_back_to_the_pages_own_address(here: Objects, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAGES_URL", "https://madoguchi.example.jp")
    asked = call("POST /forms/{form_id}", "/forms/deed", word="hello", step="one", go="attach:papers")
    assert 'name="success_action_redirect" value="https://madoguchi.example.jp/forms/deed/' in asked["body"]
    assert "evil.example" not in asked["body"]
    kept = call("POST /forms/{form_id}", "/forms/deed", word="hello", step="one", go="save")
    assert "https://madoguchi.example.jp/forms/deed/drafts/" in kept["body"]


def test_files_go_to_their_application_and_away_with_it(here: Objects):
    from madoguchi.forms.filing.submit import Submission, submit

    place = desk()
    key = posted(here, "a.pdf", PDF)
    row = take(deed().flow.field("papers"), deed(), TOKEN, key, place)
    filed = submit(Submission(deed(), {"word": "w", "papers": [row]}, "page"), place)
    follow(filed.number, here, 1, 1)
    home = f"applications/{filed.number}/{row['id']}"
    assert list(here.kept) == [home]
    known = place.store.stored_file(str(row["id"]))
    assert known
    assert known.key == home
    assert known.until - filed.arrived_at > timedelta(days=29)
    scan.note(scanned(home, "NO_THREATS_FOUND"), place)
    assert download_link(str(row["id"]), "a.pdf", place)
    forget_files(filed.number, here)
    assert here.kept == {}


@pytest.mark.parametrize("instead", [PDF + b"harmful", None])
def test_what_is_put_in_a_sent_file_s_place_is_never_handed_out_and_holds_nobody_up(
    here: Objects, instead: bytes | None
):
    from madoguchi.forms.filing.submit import Submission, submit

    place, key = desk(), posted(here, "a.pdf", PDF)
    row = take(deed().flow.field("papers"), deed(), TOKEN, key, place)
    scan.note(scanned(key, "NO_THREATS_FOUND"), place)
    filed = submit(Submission(deed(), {"word": "w", "papers": [row]}, "page"), place)
    if instead:
        here.kept[key] = instead
    else:
        del here.kept[key]
    for _ in range(2):
        follow(filed.number, here, 1)
        scan.note(scanned(f"applications/{filed.number}/{row['id']}", "NO_THREATS_FOUND"), place)
        with pytest.raises(FileReplaced):
            download_link(str(row["id"]), "a.pdf", place)
    assert not any(one.startswith("applications/") for one in here.kept)


def test_a_resident_opens_a_file_of_their_application_once_it_is_known_to_be_harmless(here: Objects):
    from madoguchi.forms.filing.submit import Submission, submit

    place, at = desk(), posted(here, "神流町.pdf", PDF)
    row = take(deed().flow.field("papers"), deed(), TOKEN, at, place)
    filed = submit(Submission(deed(), {"word": "w", "papers": [row]}, "page"), place)
    other = take(deed().flow.field("papers"), deed(), TOKEN, posted(here, "b.pdf", PDF), place)
    look = {"number": filed.number, "key": filed.key}

    def opens(file_id: Any, **with_these: str) -> dict[str, Any]:
        return call("POST /receipts", "/receipts/x/y/z", go=f"file:{file_id}", **{**look, **with_these})

    page = call("POST /receipts", "/receipts/x/y/z", go="open", **look)
    assert f'value="file:{row["id"]}"' in page["body"]
    assert s3.origin(BUCKET) in page["headers"]["content-security-policy"]
    pending = opens(row["id"])
    assert (pending["statusCode"], "確かめているところ" in pending["body"]) == (409, True)
    scan.note(scanned(at, "NO_THREATS_FOUND"), place)
    follow(filed.number, here, 1)
    link = opens(row["id"])
    assert link["statusCode"] == 303
    assert quote(quote("神流町.pdf")) in link["headers"]["location"]
    assert opens(row["id"], key="wrong")["statusCode"] == 404
    assert opens(other["id"])["statusCode"] == 404
    scan.note(scanned(at, "THREATS_FOUND"), place)
    infected = opens(row["id"])
    assert (infected["statusCode"], "有害なもの" in infected["body"]) == (409, True)
