"""The files of applications, as their office sees them: attached in versions, or issued; opened on record."""

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.forms.definition.model import Dossier
from madoguchi.forms.files.attachments import LINK_SECONDS, download_link, files_of, measured, sealed_hashes
from madoguchi.forms.files.issued import issued_documents
from madoguchi.forms.filing.look_up import form_as_filed
from madoguchi.office.assembly import Office
from madoguchi.office.steps import MAY, own
from madoguchi.office.trail import head_of
from madoguchi.runtime.errors import NotFound
from madoguchi.web.staff import Staff


@dataclass(frozen=True, slots=True)
class Attached:
    """A file: `size` in bytes, `versions` are the entries of the history whose answers hold it, oldest first.

    `question` is the one that it answers; `stands` tells whether the answers that stand hold it; `sha256` is
    what the history has sealed of its bytes.
    """

    id: str
    question: str
    name: str
    type: str
    size: int
    sha256: str
    versions: tuple[int, ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class Link:
    """An address that saves one file, for some seconds from now; `sha256` is what the history has sealed."""

    url: str
    name: str
    sha256: str
    seconds: int = LINK_SECONDS


def attached(dossier: Dossier, office: Office) -> list[Attached]:
    """List every file that any version of an application holds, in the order in which they came."""
    flow, last = form_as_filed(dossier, office.desk).flow, dossier.answered().position
    found: dict[str, Attached] = {}
    for entry in dossier.entries:
        hashes = sealed_hashes(entry)
        for question, row in files_of(flow, entry.answers or {}):
            file_id = str(row["id"])
            versions = (*(found[file_id].versions if file_id in found else ()), entry.position)
            found[file_id] = Attached(
                id=file_id,
                question=question.id,
                name=str(row.get("name", "")),
                type=str(row["type"]),
                size=int(row["size"]),
                sha256=hashes.get(file_id, ""),
                versions=versions,
                stands=entry.position == last,
            )
    return list(found.values())


def changed_files(dossier: Dossier, office: Office) -> Iterator[str]:
    """Read every file that a history has sealed, and say which are not the bytes that were sealed."""
    for entry in dossier.entries:
        for file_id, sha256 in sealed_hashes(entry).items():
            known = office.desk.store.stored_file(file_id)
            try:
                found = measured(known.key).sha256 if known else ""
            except NotFound:
                found = ""
            if found != sha256:
                wrong = "is not the one that was sealed" if found else "is gone"
                yield f"the file {file_id} of entry {entry.position} {wrong}"


def open_attached(number: str, file_id: str, staff: Staff, office: Office) -> Link:
    """Return a link to one file of an application; that somebody opens it goes on the trail first.

    The office's own documents are among them, revoked ones too. Raises NotFound for another owner's
    application and for a file that it does not hold, Forbidden, FileNotOpen while it is not known to be
    harmless, and Unavailable when it is not on the trail.
    """
    staff.require(*MAY["read"])
    dossier = own(number, staff, office)
    known = {one.id: (one.id, one.name, one.sha256) for one in attached(dossier, office)}
    issued = issued_documents(dossier.entries).values()
    known |= {one.id: (one.file, one.file_name, one.sha256) for one in issued}
    if file_id not in known:
        raise NotFound("attachment")
    file, name, sha256 = known[file_id]
    url = download_link(file, name, office.desk)
    application = dossier.application
    office.record(staff, application.owner, "file_opened", file=file_id, **head_of(application))
    return Link(url, name, sha256)
