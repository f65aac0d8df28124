"""The commands of `python -m local.applications` about documents: issue, revoke, decide with one."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from madoguchi.forms.application import receipt
from madoguchi.forms.definition.model import Dossier
from madoguchi.forms.files.issued import issued_documents
from madoguchi.forms.files.refusals import ScanPending
from madoguchi.forms.filing.take_step import Step
from madoguchi.office.assembly import Office
from madoguchi.office.issue import Named, decide, issue, offer_upload, revoke
from madoguchi.runtime.errors import BadRequest, FileRefused, Unavailable
from madoguchi.web.staff import Staff

SCANNED_WITHIN_SECONDS = 120.0

Command = Callable[[argparse.Namespace, Staff, Office], bool]


def add_commands_about_documents(one: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    """Add the commands about one application with `one`, as `local.application_commands` makes them."""
    issued = one("issue", _issue, "issue a document to the applicant, who is told of it")
    issued.add_argument("file", type=Path, help="a PDF")
    issued.add_argument(
        "--title", required=True, help="as the applicant reads it, by mail too: nobody's data"
    )
    revoked = one("revoke", _revoke, "revoke a document: it stays on record and is handed out no more")
    revoked.add_argument("document", help="its id, as `read` prints it")
    revoked.add_argument("--reason", required=True, help="the applicant reads it")
    decided = one("decide", _decide, "decide")
    decided.add_argument("--outcome", required=True, choices=["accepted", "declined", "completed"])
    decided.add_argument("--message", default="", help="a sentence for the applicant")
    decided.add_argument(
        "--document", default="", help="a PDF to issue with it, or the id of one issued before"
    )
    decided.add_argument("--title", default="", help="of a document that is issued with it")


def show_documents(dossier: Dossier) -> None:
    """Print the documents that were issued."""
    for one in issued_documents(dossier.entries).values():
        print(f"  {one.id}  {one.title}  {one.size} bytes  {'revoked' if one.revoked_at else 'issued'}")


def _issue(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    number = receipt.read(options.number)
    document = _posted(number, options.file, staff, place)
    after = _once_scanned(lambda: issue(number, Named(document, options.title), staff, place))
    print(f"{receipt.grouped(number)}  {after.application.state}\n  {document}  {options.title}")
    return True


def _revoke(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    after = revoke(receipt.read(options.number), options.document, options.reason, staff, place)
    show_documents(after)
    return True


def _decide(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    number, file = receipt.read(options.number), Path(options.document)
    document = None
    if options.document:
        found = _posted(number, file, staff, place) if file.is_file() else options.document
        document = Named(found, options.title)
    facts = {"outcome": options.outcome, **({"message": options.message} if options.message else {})}
    step = Step("decided", staff.name, options.key, facts)
    after = _once_scanned(lambda: decide(number, step, document, staff, place))
    print(f"{receipt.grouped(number)}  {after.application.state}")
    show_documents(after)
    return True


def _posted(number: str, file: Path, staff: Staff, place: Office) -> str:
    """Post a file as S3 wants it: the signed fields first. Raises FileRefused and Unavailable."""
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise BadRequest(f"{file}: {problem.strerror}") from None
    offered = offer_upload(number, staff, place)
    upload = offered.upload
    try:
        answer = httpx.post(upload.url, data=dict(upload.fields), files={"file": data}, timeout=60)
    except httpx.TransportError as problem:
        raise Unavailable(f"the file was not posted: {type(problem).__name__}") from None
    if answer.status_code >= 500:
        raise Unavailable(f"S3: {answer.status_code}")
    if answer.status_code >= 400:
        raise FileRefused("file_too_large" if data else "file_empty")
    return offered.document


def _once_scanned(done: Callable[[], Dossier]) -> Dossier:
    """Do something about a file as soon as its scan has spoken. Raises ScanPending when it stays silent."""
    until = time.monotonic() + SCANNED_WITHIN_SECONDS
    while True:
        try:
            return done()
        except ScanPending:
            if time.monotonic() > until:
                raise
            time.sleep(1)
