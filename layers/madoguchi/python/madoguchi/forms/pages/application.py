"""The page of one application: who may open it, what it shows, and where somebody asks for theirs."""

from typing import Any

from madoguchi.flow.run import asked_pages
from madoguchi.forms.application import progress, receipt
from madoguchi.forms.application.proxy import proxy_of, said, staff_entered
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Dossier, Entry
from madoguchi.forms.files.attachments import files_of, origin
from madoguchi.forms.files.issued import issued_documents
from madoguchi.forms.filing.look_up import form_as_filed, look_up, look_up_own
from madoguchi.forms.filing.lottery import entry_code
from madoguchi.forms.filing.submit import person
from madoguchi.forms.notices.telling import due_of
from madoguchi.forms.records.desk import desk
from madoguchi.web.http import Answer, Request
from madoguchi.web.pages import page
from madoguchi.web.sessions import signed_in


def open_application(request: Request) -> Dossier:
    """Find the application whose number a page posts, with its key or for who is signed in.

    Raises NotFound and TooManyAttempts as `look_up` does.
    """
    user_id = signed_in(request)
    number, key = receipt.read(request.posted("number")), receipt.read(request.posted("key"))
    if not key and user_id:
        return look_up_own(number, user_id, desk())
    return look_up(number, key, desk())


def show_application(request: Request, dossier: Dossier, status: int = 200, note: str = "") -> Answer:
    """Show where an application stands, what happened to it and what was sent."""
    form, answered = form_as_filed(dossier, desk()), dossier.answered()
    state, files = dossier.application.state, [row for _, row in files_of(form.flow, answered.answers or {})]
    documents = list(issued_documents(dossier.entries).values())
    return page(
        request,
        "application.html.j2",
        status,
        # A button that opens a file is sent on to the bucket, which the page's policy must allow.
        posts_to=origin() if files or documents else "",
        note=note,
        form=form,
        files=files,
        documents=documents,
        application=dossier.application,
        # That the office has read it is on record, and no news to the applicant.
        entries=[entry for entry in dossier.entries if entry.kind != "read"],
        asked=_last(dossier, "correction_asked") if state == "correction_asked" else None,
        due=due_of(_last(dossier, "correction_asked")) if state == "correction_asked" else None,
        decided=_last(dossier, "decided") if state == "decided" else None,
        answers=answered.answers,
        proxy=list(said(proxy_of(dossier.entries[0]))),
        by_staff=staff_entered(dossier.entries[0]),
        pages=asked_pages(form.flow, answered.answers or {}),
        number=receipt.grouped(dossier.application.number),
        key=request.posted("key"),
        can={kind: progress.possible(state, kind) for kind in ("corrected", "withdrawn")},
        draw_code=entry_code(dossier.application.number) if form.policy.lottery else "",
        carried=carried_to(request, "open"),
    )


def carried_to(request: Request, view: str) -> list[tuple[str, str]]:
    """List the hidden fields that lead from a page of an application to another: they stand in no address."""
    return [("number", request.posted("number")), ("key", request.posted("key")), ("view", view)]


def ask_for_number(request: Request, status: int = 200, note: str = "") -> Answer:
    """Ask for number and key; a signed-in resident also sees the list of their own."""
    user_id = signed_in(request)
    own: list[dict[str, Any]] = [
        {"number": one.number, "form": catalogue.published(one.form_id), "arrived_at": one.arrived_at}
        for one in (desk().store.of_person(person(user_id)) if user_id else ())
        if desk().clock() < one.until
    ]
    return page(
        request,
        "receipts.html.j2",
        status,
        note=note,
        own=own,
        grouped=receipt.grouped,
        number=request.posted("number"),
        key=request.posted("key"),
    )


def _last(dossier: Dossier, kind: str) -> Entry:
    return [entry for entry in dossier.entries if entry.kind == kind][-1]
