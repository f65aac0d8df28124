"""Documents that an office has issued (交付物): what a history says of each. Facts and pure rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from madoguchi.forms.definition.model import Entry, StoredFile
from madoguchi.forms.files.attachments import sealed_files, sealed_hashes

ISSUING = ("issued", "decided")
"""Steps that may bring a document: on its own, or with a decision."""

_NO_PART_OF_A_NAME = str.maketrans({"/": "／", "\\": "＼"})


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A document as its applicant has it: `size` in bytes, `title` as a member of staff typed it.

    `file` is the id of its file, `sha256` what the history has sealed of its bytes, `with_kind` the step
    that brought it. A revoked one
    (取消し) stays on record, with its `reason`, and is handed out no more.
    """

    id: str
    file: str
    title: str
    size: int
    sha256: str
    with_kind: str
    at: datetime
    by: str
    revoked_at: datetime | None = None
    reason: str = ""

    @property
    def file_name(self) -> str:
        """Return the name under which it is saved."""
        return f"{self.title.translate(_NO_PART_OF_A_NAME)}.pdf"


def facts_of(document_id: str, stored: StoredFile, title: str) -> dict[str, str]:
    """Write what a sealed entry says of the document that it brings."""
    sealed = sealed_files([stored])
    return {"document": document_id, "title": title, "size": str(stored.size), **sealed}


def named(document: IssuedDocument) -> dict[str, str]:
    """Write what an entry says of a document that was there before it."""
    return {"document": document.id, "title": document.title}


def issued_documents(entries: Iterable[Entry]) -> Mapping[str, IssuedDocument]:
    """Read the documents of a history by their ids, in the order in which they were issued."""
    found: dict[str, IssuedDocument] = {}
    for entry in entries:
        facts, document_id = entry.facts, entry.facts.get("document", "")
        # A decision may also name what is there already.
        if entry.kind in ISSUING and document_id and document_id not in found:
            for file, sha256 in sealed_hashes(entry).items():
                size = int(facts["size"])
                found[document_id] = IssuedDocument(
                    document_id, file, facts["title"], size, sha256, entry.kind, entry.at, entry.by
                )
        if entry.kind == "revoked" and document_id in found:
            found[document_id] = replace(
                found[document_id], revoked_at=entry.at, reason=facts.get("message", "")
            )
    return found
