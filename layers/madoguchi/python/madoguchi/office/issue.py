"""Staff issue a document (交付物) to an application, alone or with a decision, and revoke it (取消し)."""

import unicodedata
from dataclasses import dataclass

from madoguchi.forms.application.progress import after
from madoguchi.forms.definition.model import Dossier
from madoguchi.forms.files.attachments import Upload
from madoguchi.forms.files.issued import facts_of, issued_documents, named
from madoguchi.forms.files.issuing import judge, offer
from madoguchi.forms.filing.take_step import Step
from madoguchi.office.assembly import Office
from madoguchi.office.steps import MAY, act, own
from madoguchi.office.trail import head_of
from madoguchi.runtime.errors import BadRequest, FileRefused, NotFound, NotInThisState
from madoguchi.web.staff import Staff

MOST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Offered:
    """A document that may be posted: the id by which it is then issued."""

    document: str
    upload: Upload


@dataclass(frozen=True, slots=True)
class Named:
    """A document by its id, and the title under which its applicant has it (empty: as it was issued)."""

    document: str
    title: str = ""


def offer_upload(number: str, staff: Staff, office: Office) -> Offered:
    """Let somebody post the file of one document; that they were let goes on record first.

    Raises NotFound for another owner's application, Forbidden, NotInThisState when nothing can be issued,
    and Unavailable.
    """
    staff.require(*MAY["issued"])
    application = own(number, staff, office).application
    after(application.state, "issued")
    document, upload = offer(number)
    facts = {"document": document, **head_of(application)}
    office.record(staff, application.owner, "upload_offered", **facts)
    return Offered(document, upload)


def issue(number: str, document: Named, staff: Staff, office: Office) -> Dossier:
    """Issue a document that was posted: once, however often it comes.

    Raises what `offer_upload` raises, FileRefused and FileNotOpen for a file that does not count (yet), and
    NotInThisState for what was issued with a decision, or revoked.
    """
    staff.require(*MAY["issued"])
    facts = _facts(own(number, staff, office), document, office, alone=True)
    step = Step("issued", staff.name, f"issued:{document.document}", facts)
    return act(number, staff, step, office)


def decide(number: str, step: Step, document: Named | None, staff: Staff, office: Office) -> Dossier:
    """Decide; the notice names a document, which is issued with the decision unless it was issued before.

    Raises what `steps.act` raises, and for the document what `issue` raises.
    """
    if document is None:
        return act(number, staff, step, office)
    staff.require(*MAY["decided"])
    facts = _facts(own(number, staff, office), document, office)
    return act(number, staff, Step(step.kind, step.by, step.key, {**step.facts, **facts}), office)


def revoke(number: str, document_id: str, reason: str, staff: Staff, office: Office) -> Dossier:
    """Revoke a document: it stays on record and is handed out no more; the applicant reads the reason.

    Raises NotFound for a document that was not issued here, Forbidden and Unavailable.
    """
    staff.require(*MAY["revoked"])
    document = issued_documents(own(number, staff, office).entries).get(document_id)
    if document is None:
        raise NotFound("document")
    facts = {**named(document), "message": reason}
    return act(number, staff, Step("revoked", staff.name, f"revoked:{document_id}", facts), office)


def _facts(dossier: Dossier, asked: Named, office: Office, *, alone: bool = False) -> dict[str, str]:
    known = issued_documents(dossier.entries).get(asked.document)
    if known is None:
        title = _title(asked.title)
        after(dossier.application.state, "issued")
        try:
            return facts_of(asked.document, judge(dossier.application, asked.document, office.desk), title)
        except FileRefused:
            # Issued in between by the same hand's other click, it lies no longer where it was posted.
            now = office.desk.store.dossier(dossier.application.number)
            known = issued_documents(now.entries if now else ()).get(asked.document)
            if known is None:
                raise
    if known.revoked_at or (alone and known.with_kind != "issued"):
        raise NotInThisState("the document was revoked, or came with a decision")
    return named(known)


def _title(typed: str) -> str:
    if not typed.strip() or len(typed) > MOST_TITLE or any(map(_controls, typed)):
        raise BadRequest(f"a title has 1 to {MOST_TITLE} letters in one line")
    return typed


def _controls(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Zl", "Zp")
