"""Files that come with an application: posted straight to the bucket, judged by their own bytes.

A file belongs to a draft until the draft is sent. It counts once its bytes say what its name says, in a type
and size that the form takes; its hash is kept. Whether it is harmless is found out beside (`scan.py`) and
never holds up an arrival.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.flow.model import Answers, Field, Flow, Parts
from madoguchi.forms.definition.model import Entry, Form, StoredFile
from madoguchi.forms.definition.policy import AttachmentRules
from madoguchi.forms.files.file_type import HEAD_BYTES, declared, sniffed
from madoguchi.forms.files.refusals import ScanPending, require_harmless
from madoguchi.forms.records.desk import Desk
from madoguchi.forms.records.draft import KEPT, draft_name
from madoguchi.runtime import s3
from madoguchi.runtime.errors import FileRefused, NotFound
from madoguchi.runtime.settings import settings

UPLOAD_SECONDS = 30 * 60
LINK_SECONDS = 60
MAX_NAME = 100
STORED_AS = "application/octet-stream"
"""No object of the bucket has a type that a browser would show."""


@dataclass(frozen=True)
class AttachmentSettings:
    """The bucket of attachments."""

    attachments_bucket: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A form that posts one file straight to the bucket and comes back."""

    url: str
    fields: Mapping[str, str]


def offer(question: Field, form: Form, token: str, comes_back_to: str) -> Upload:
    """Return what a browser posts one file with; the answer sends it to `comes_back_to` with the key.

    S3 itself ends what is twice too large: up to there, a person reads a sentence of ours instead of XML.
    """
    rules = form.policy.attachments
    assert rules
    key = f"{_folder(token)}/{question.id}/{secrets.token_hex(16)}/"
    fields = {
        "key": f"{key}${{filename}}",
        "Content-Type": STORED_AS,
        "success_action_redirect": comes_back_to,
    }
    conditions = [["starts-with", "$key", key], ["content-length-range", 0, 2 * rules.max_bytes]]
    return Upload(*s3.form_for(bucket(), fields, conditions, UPLOAD_SECONDS))


def origin() -> str:
    """Return where browsers post files to."""
    return s3.origin(bucket())


def identity(key: str, etag: str) -> str:
    """Return the id of the file that lies at a key with these bytes: other bytes there are another file.

    So what was found out about one, its scan above all, is never said of what somebody puts in its place.
    """
    return hashlib.sha256(f"{key}\n{etag}".encode()).hexdigest()[:32]


def take(question: Field, form: Form, token: str, key: str, desk: Desk) -> Parts:
    """Judge a file that was posted and return its row of the answer.

    Raises FileRefused with why it does not count, NotFound for a key that is not this draft's, and
    Unavailable.
    """
    start = f"{_folder(token)}/{question.id}/"
    upload_id, _, typed_name = key.removeprefix(start).partition("/")
    if not key.startswith(start) or len(upload_id) != 32:
        raise NotFound("attachment")
    name = as_file_name(typed_name)
    assert form.policy.attachments
    stored = judged(key, form.id, form.policy.attachments, desk)
    if declared(name) != stored.type:
        raise FileRefused("file_disagrees")
    desk.store.keep_file(stored)
    return {"id": stored.id, "name": name, "type": stored.type, "size": str(stored.size)}


def judged(key: str, form_id: str, rules: AttachmentRules, desk: Desk) -> StoredFile:
    """Read an object and return what is to be kept of it, not kept yet.

    Raises FileRefused with why it does not count, NotFound where nothing lies, and Unavailable.
    """
    found = measured(key)
    kind = sniffed(found.head)
    if found.size == 0:
        raise FileRefused("file_empty")
    if found.size > rules.max_bytes:
        raise FileRefused("file_too_large")
    if kind not in rules.types:
        raise FileRefused("file_type")
    until = desk.clock() + KEPT
    return StoredFile(identity(key, found.etag), form_id, key, kind, found.size, found.sha256, until)


@dataclass(frozen=True, slots=True)
class Measured:
    """An object as it was read: its first bytes, its size in bytes, its SHA-256, its ETag."""

    head: bytes
    size: int
    sha256: str
    etag: str


def measured(key: str) -> Measured:
    """Read an object to its end. Raises NotFound and Unavailable."""
    head, size, digest = b"", 0, hashlib.sha256()
    with s3.opened(bucket(), key) as found:
        for piece in found.pieces:
            head = (head + piece)[:HEAD_BYTES] if len(head) < HEAD_BYTES else head
            size += len(piece)
            digest.update(piece)
    return Measured(head, size, digest.hexdigest(), found.etag)


def files_of(flow: Flow, answers: Answers) -> Iterator[tuple[Field, Mapping[str, Any]]]:
    """Yield all files of an application's answers: the question, and the file's row of the answer."""
    for question in flow.fields():
        rows = answers.get(question.id) if question.kind == "file" else None
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                yield question, row


def check(form: Form, answers: Answers, desk: Desk) -> dict[str, str]:
    """See that every file of the answers is one that was judged, for this form, and is kept: or FileRefused.

    Returns what is sealed of them (`sealed_files`). One read unit each: what a page posts of a file is only
    its name for people.
    """
    rules, rows = form.policy.attachments, [row for _, row in files_of(form.flow, answers)]
    if rules and len(rows) > rules.max_files:
        raise FileRefused("too_many_files")
    found = []
    for row in rows:
        known = desk.store.stored_file(str(row.get("id", "")))
        # The bucket forgets a draft's file soon after, and the table removes its item only within days.
        if known is None or known.form_id != form.id or known.until <= desk.clock():
            raise FileRefused("file_unknown")
        if (known.type, str(known.size)) != (row.get("type"), row.get("size")):
            raise FileRefused("file_unknown")
        found.append(known)
    return sealed_files(found)


def sealed_files(files: Sequence[StoredFile]) -> dict[str, str]:
    """Write the bytes of files as facts of a history: `files`, the SHA-256 of each by its id."""
    return {"files": " ".join(f"{one.id}={one.sha256}" for one in files)} if files else {}


def sealed_hashes(entry: Entry) -> dict[str, str]:
    """Return the SHA-256 of each file that came with an entry of a history, by its id."""
    return dict(one.split("=") for one in entry.facts.get("files", "").split())


def open_file(file_id: str, form: Form, answers: Answers, desk: Desk) -> str:
    """Return a link to one of the files that an application's answers hold. Raises as `download_link`."""
    for _, row in files_of(form.flow, answers):
        if row.get("id") == file_id:
            return download_link(file_id, str(row.get("name", "")), desk)
    raise NotFound("attachment")


def download_link(file_id: str, name: str, desk: Desk) -> str:
    """Return a link that saves a file for a minute; it is never shown in a page.

    Raises NotFound for none, and FileNotOpen while it is not known to be harmless, or not at its application.
    """
    known = desk.store.stored_file(file_id)
    if known is None:
        raise NotFound("attachment")
    require_harmless(known)
    # Where it was posted, its sender could put other bytes in its place while somebody follows the link.
    if not known.key.startswith("applications/"):
        raise ScanPending(file_id)
    from urllib.parse import quote

    said = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return s3.link(
        bucket(),
        known.key,
        LINK_SECONDS,
        **{"response-content-disposition": said, "response-content-type": STORED_AS},
    )


def as_file_name(typed: str) -> str:
    """Return a name as it was typed, but for what no file's name holds."""
    # S3's own form takes paths from some browsers.
    name = typed.replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co")).strip()
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: MAX_NAME - len(ending) - 1]}{dot}{ending}" if len(name) > MAX_NAME else name


def _folder(token: str) -> str:
    return f"drafts/{draft_name(token)[:32]}"


def bucket() -> str:
    """Return the bucket of attachments."""
    found: AttachmentSettings = settings(AttachmentSettings)
    return found.attachments_bucket
