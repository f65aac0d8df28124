"""The pages on which a resident follows an application: look it up, save its files, withdraw it."""

from collections.abc import Callable, Mapping

from madoguchi.forms.application import receipt
from madoguchi.forms.definition.model import Dossier
from madoguchi.forms.files.attachments import open_file
from madoguchi.forms.files.issued import issued_documents
from madoguchi.forms.files.issuing import open_document
from madoguchi.forms.files.refusals import FileNotOpen
from madoguchi.forms.filing.look_up import form_as_filed
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.pages.application import ask_for_number, carried_to, open_application, show_application
from madoguchi.forms.pages.correction import correct
from madoguchi.forms.pages.form import new_client_key, posted_client_key
from madoguchi.forms.records.desk import desk
from madoguchi.runtime.errors import NotFound, NotInThisState, TooManyAttempts
from madoguchi.web.http import Answer, Request, redirect
from madoguchi.web.pages import page
from madoguchi.web.sessions import from_our_page


def show_receipts(request: Request) -> Answer:
    """Ask for number and key; a signed-in resident also sees the list of their own."""
    return ask_for_number(request)


def answer_receipts(request: Request) -> Answer:
    """Show one application to whoever has its number and key, or sent it signed in; do what they ask."""
    # The buttons of a correction are the questionnaire's own; the page says what they belong to.
    go = "file" if request.posted("go").startswith("file:") else request.posted("go")
    action = _ACTIONS.get(go) or _ACTIONS.get(request.posted("view"))
    if action is None:
        return ask_for_number(request)
    if not from_our_page(request):
        return ask_for_number(request, 403, "page_was_old")
    if not receipt.is_number(receipt.read(request.posted("number"))):
        return ask_for_number(request, 422, "number_mistyped")
    try:
        found = open_application(request)
    except (NotFound, TooManyAttempts) as refusal:
        return ask_for_number(request, refusal.status, f"lookup_{refusal.code}")
    return action(request, found)


def _file(request: Request, dossier: Dossier) -> Answer:
    file_id = request.posted("go").partition(":")[2]
    issued = issued_documents(dossier.entries).get(file_id)
    if issued and issued.revoked_at:
        return show_application(request, dossier, NotFound.status, "error_document_revoked")
    try:
        if issued:
            return redirect(open_document(issued, desk()))
        form, answers = form_as_filed(dossier, desk()), dossier.answered().answers or {}
        return redirect(open_file(file_id, form, answers, desk()))
    except FileNotOpen as refusal:
        return show_application(request, dossier, refusal.status, f"error_{refusal.code}")
    except NotFound as refusal:
        return show_application(request, dossier, refusal.status, "error_file_gone")


def _ask_to_withdraw(request: Request, dossier: Dossier) -> Answer:
    return page(
        request,
        "withdraw.html.j2",
        form=form_as_filed(dossier, desk()),
        number=receipt.grouped(dossier.application.number),
        carried=[*carried_to(request, "withdraw"), ("client_key", new_client_key())],
    )


def _withdraw(request: Request, dossier: Dossier) -> Answer:
    client_key = posted_client_key(request)
    if not client_key:
        return _ask_to_withdraw(request, dossier)
    step = Step("withdrawn", "applicant", client_key)
    try:
        after = take_step(dossier.application.number, step, desk())
    except NotInThisState as refusal:
        return show_application(request, dossier, refusal.status, f"error_{refusal.code}")
    return show_application(request, after, note="entry_withdrawn")


_ACTIONS: Mapping[str, Callable[[Request, Dossier], Answer]] = {
    "open": show_application,
    "file": _file,
    "withdraw": _ask_to_withdraw,
    "withdraw_now": _withdraw,
    "correct": correct,
}
