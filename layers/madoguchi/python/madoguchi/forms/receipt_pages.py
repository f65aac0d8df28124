"""The pages on which a resident follows an application: look it up, correct it, withdraw it."""

from collections.abc import Callable, Mapping
from typing import Any

from madoguchi.flow.run import as_typed, asked_pages
from madoguchi.forms import catalogue, progress, receipt
from madoguchi.forms.attachments import check, files_of, open_file, origin
from madoguchi.forms.desk import desk
from madoguchi.forms.fill_address import fill_in
from madoguchi.forms.form_page import new_client_key, posted_client_key, same_page, show
from madoguchi.forms.look_up import form_as_filed, look_up, look_up_own
from madoguchi.forms.lottery import entry_code
from madoguchi.forms.model import Dossier, Entry
from madoguchi.forms.proxy import proxy_of, said
from madoguchi.forms.submit import person
from madoguchi.forms.take_step import Step, take_step
from madoguchi.forms.telling import due_of
from madoguchi.runtime.errors import (
    FileNotOpen,
    FileRefused,
    FormFull,
    NotFound,
    NotInThisState,
    TooManyAttempts,
    Unavailable,
)
from madoguchi.web.http import Answer, Request, redirect
from madoguchi.web.pages import page
from madoguchi.web.sessions import from_our_page, signed_in
from madoguchi.web.wizard import Complete, turn


def show_receipts(request: Request) -> Answer:
    """Ask for number and key; a signed-in resident also sees the list of their own."""
    return _ask(request)


def answer_receipts(request: Request) -> Answer:
    """Show one application to whoever has its number and key, or sent it signed in; do what they ask."""
    # The buttons of a correction are the questionnaire's own; the page says what they belong to.
    go = "file" if request.posted("go").startswith("file:") else request.posted("go")
    action = _ACTIONS.get(go) or _ACTIONS.get(request.posted("view"))
    if action is None:
        return _ask(request)
    if not from_our_page(request):
        return _ask(request, 403, "page_was_old")
    number, key = receipt.read(request.posted("number")), receipt.read(request.posted("key"))
    if not receipt.is_number(number):
        return _ask(request, 422, "number_mistyped")
    try:
        found = _open(request, number, key)
    except (NotFound, TooManyAttempts) as refusal:
        return _ask(request, refusal.status, f"lookup_{refusal.code}")
    return action(request, found)


def _open(request: Request, number: str, key: str) -> Dossier:
    user_id = signed_in(request)
    if not key and user_id:
        return look_up_own(number, user_id, desk())
    return look_up(number, key, desk())


def _application(request: Request, dossier: Dossier, status: int = 200, note: str = "") -> Answer:
    form, answered = form_as_filed(dossier, desk()), dossier.answered()
    state, files = dossier.application.state, [row for _, row in files_of(form.flow, answered.answers or {})]
    return page(
        request,
        "application.html.j2",
        status,
        # A button that opens a file is sent on to the bucket, which the page's policy must allow.
        posts_to=origin() if files else "",
        note=note,
        form=form,
        files=files,
        application=dossier.application,
        # That the office has read it is on record, and no news to the applicant.
        entries=[entry for entry in dossier.entries if entry.kind != "read"],
        asked=_last(dossier, "correction_asked") if state == "correction_asked" else None,
        due=due_of(_last(dossier, "correction_asked")) if state == "correction_asked" else None,
        decided=_last(dossier, "decided") if state == "decided" else None,
        answers=answered.answers,
        proxy=list(said(proxy_of(dossier.entries[0]))),
        pages=asked_pages(form.flow, answered.answers or {}),
        number=receipt.grouped(dossier.application.number),
        key=request.posted("key"),
        can={kind: progress.possible(state, kind) for kind in ("corrected", "withdrawn")},
        draw_code=entry_code(dossier.application.number) if form.policy.lottery else "",
        carried=_again(request, "open"),
    )


def _file(request: Request, dossier: Dossier) -> Answer:
    form, answers = form_as_filed(dossier, desk()), dossier.answered().answers or {}
    try:
        return redirect(open_file(request.posted("go").partition(":")[2], form, answers, desk()))
    except FileNotOpen as refusal:
        return _application(request, dossier, refusal.status, f"error_{refusal.code}")
    except NotFound as refusal:
        return _application(request, dossier, refusal.status, "error_file_gone")


def _ask_to_withdraw(request: Request, dossier: Dossier) -> Answer:
    return page(
        request,
        "withdraw.html.j2",
        form=form_as_filed(dossier, desk()),
        number=receipt.grouped(dossier.application.number),
        carried=[*_again(request, "withdraw"), ("client_key", new_client_key())],
    )


def _withdraw(request: Request, dossier: Dossier) -> Answer:
    client_key = posted_client_key(request)
    if not client_key:
        return _ask_to_withdraw(request, dossier)
    return _step(request, dossier, Step("withdrawn", "applicant", client_key), "entry_withdrawn")


def _correct(request: Request, dossier: Dossier) -> Answer:
    if not progress.possible(dossier.application.state, "corrected"):
        return _application(request, dossier, NotInThisState.status, "error_not_in_this_state")
    form, hidden = form_as_filed(dossier, desk()), _again(request, "correct")
    client_key = posted_client_key(request)
    if request.posted("go") == "correct" or not client_key:
        before = as_typed(form.flow, dossier.answered().answers or {})
        return show(request, form, turn(form.flow, before), new_client_key(), more=hidden)
    request, note = fill_in(form.flow, request)
    if request.posted("go").startswith("attach:"):
        note = "no_file_in_correction"
    found = turn(form.flow, request.form)
    if not isinstance(found, Complete):
        return show(request, form, found, client_key, note=note, more=hidden)
    step = Step("corrected", "applicant", client_key, {}, form.definition, found.answers)
    try:
        check(form, found.answers, desk())
        return _step(request, dossier, step, "entry_corrected")
    except FileRefused as refusal:
        again = same_page(form, request)
        return show(request, form, again, client_key, refusal.status, f"error_{refusal}", hidden)
    except Unavailable as problem:
        again = same_page(form, request)
        return show(request, form, again, client_key, problem.status, "error_unavailable", hidden)


def _step(request: Request, dossier: Dossier, step: Step, note: str) -> Answer:
    try:
        return _application(request, take_step(dossier.application.number, step, desk()), note=note)
    except (NotInThisState, FormFull) as refusal:
        note = "form_full_as_before" if refusal.code == FormFull.code else f"error_{refusal.code}"
        return _application(request, dossier, refusal.status, note)


def _last(dossier: Dossier, kind: str) -> Entry:
    return [entry for entry in dossier.entries if entry.kind == kind][-1]


def _again(request: Request, view: str) -> list[tuple[str, str]]:
    return [("number", request.posted("number")), ("key", request.posted("key")), ("view", view)]


def _ask(request: Request, status: int = 200, note: str = "") -> Answer:
    user_id = signed_in(request)
    own: list[dict[str, Any]] = [
        {"number": one.number, "form": catalogue.published(one.form_id), "arrived_at": one.arrived_at}
        for one in (desk().store.of_person(person(user_id)) if user_id else ())
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


_ACTIONS: Mapping[str, Callable[[Request, Dossier], Answer]] = {
    "open": _application,
    "file": _file,
    "withdraw": _ask_to_withdraw,
    "withdraw_now": _withdraw,
    "correct": _correct,
}
