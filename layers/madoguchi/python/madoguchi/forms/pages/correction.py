"""Correcting an application (補正): its answers anew and its files too. Without scripts.

A file is posted to the bucket from a page of its own. For that way out and back the correction is put aside
like a form, for a day, and found again only by the browser that began it: the address alone opens nothing.
"""

import base64
import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from madoguchi.flow.run import as_typed
from madoguchi.forms.application import progress
from madoguchi.forms.definition.model import Dossier, Form
from madoguchi.forms.files.attachments import check, take
from madoguchi.forms.filing.look_up import form_as_filed
from madoguchi.forms.filing.take_step import Step, as_sent, take_step
from madoguchi.forms.pages.application import ask_for_number, carried_to, open_application, show_application
from madoguchi.forms.pages.attachment import file_question, show_attach, with_file
from madoguchi.forms.pages.draft import typed_so_far
from madoguchi.forms.pages.fill_address import fill_in
from madoguchi.forms.pages.form import new_client_key, posted_client_key, posted_draft, same_page, show
from madoguchi.forms.records.desk import desk
from madoguchi.forms.records.draft import draft_name, found_draft, keep, new_token
from madoguchi.runtime.errors import (
    FileRefused,
    FormFull,
    NotFound,
    NotInThisState,
    Refusal,
    TooManyAttempts,
    Unavailable,
)
from madoguchi.runtime.log import logger
from madoguchi.web.http import Answer, Request
from madoguchi.web.wizard import Complete, Turn, turn

KEPT = timedelta(days=1)


def correct(request: Request, dossier: Dossier) -> Answer:
    """Take a step through the questions once more; the last one sends the correction."""
    if not progress.possible(dossier.application.state, "corrected"):
        return _too_late(request, dossier)
    form, client_key = form_as_filed(dossier, desk()), posted_client_key(request)
    if request.posted("go") == "correct" or not client_key:
        before = as_typed(form.flow, dossier.answered().answers or {})
        return _page(request, form, turn(form.flow, before), new_client_key())
    if request.posted("go").startswith("attach:"):
        return _ask_for_file(request, form, client_key)
    request, note = fill_in(form.flow, request)
    found = turn(form.flow, request.form)
    if not isinstance(found, Complete):
        return _page(request, form, found, client_key, note=note)
    return _send(request, dossier, form, Step("corrected", "applicant", client_key, {}, "", found.answers))


def show_correction(request: Request) -> Answer:
    """Go on with a correction without the file that it went to add."""
    try:
        request, dossier = _taken_up(request)
    except (NotFound, TooManyAttempts) as refusal:
        return _gone(request, refusal)
    return correct(request, dossier)


def take_file(request: Request) -> Answer:
    """Come back from the bucket: the file counts, or somebody reads why not and chooses another."""
    token, asked = request.parameters["draft"], request.query
    try:
        request, dossier = _taken_up(request)
    except (NotFound, TooManyAttempts) as refusal:
        return _gone(request, refusal)
    if not progress.possible(dossier.application.state, "corrected"):
        return _too_late(request, dossier)
    form, client_key = form_as_filed(dossier, desk()), posted_client_key(request)
    secret = _secret(request, token)
    try:
        question = file_question(form, asked.get("question", ""))
        row = take(question, form, secret, asked.get("key", ""), desk())
    except FileRefused as refusal:
        return show_attach(request, form, question, secret, _path(token), f"error_{refusal}")
    except NotFound as refusal:
        return _same(request, form, client_key, refusal, "error_file_unknown")
    typed = with_file(request.form, question, row)
    if typed != request.form:
        keep(form, typed, client_key, secret, desk(), KEPT)
    return _page(replace(request, form=typed), form, turn(form.flow, typed), client_key, note="file_added")


def _ask_for_file(request: Request, form: Form, client_key: str) -> Answer:
    token = posted_draft(request) or new_token()
    secret = _secret(request, token)
    try:
        question = file_question(form, request.posted("go").partition(":")[2])
        typed = {**typed_so_far(request, form), **_proof(request)}
        keep(form, typed, client_key, secret, desk(), KEPT)
    except (Unavailable, NotFound) as problem:
        return _same(request, form, client_key, problem, "error_draft_not_kept")
    return show_attach(request, form, question, secret, _path(token))


def _send(request: Request, dossier: Dossier, form: Form, step: Step) -> Answer:
    assert step.answers is not None
    try:
        facts = check(form, step.answers, desk())
        step = replace(step, definition=form.definition, facts=facts)
        after = take_step(dossier.application.number, step, desk())
    except FileRefused as refusal:
        return _same(request, form, step.key, refusal, f"error_{refusal}")
    except FormFull as refusal:
        return show_application(request, dossier, refusal.status, f"{refusal.code}_as_before")
    except NotInThisState:
        return _too_late(request, dossier)
    except Unavailable as problem:
        return _same(request, form, step.key, problem, "error_unavailable")
    if not as_sent(after, step):
        # The same page has sent something else before: what is on it now is sent by a button of its own.
        return _page(request, form, same_page(form, request), new_client_key(), 409, "error_corrected_before")
    if token := posted_draft(request):
        # What stays behind by a fault is gone with its time.
        with suppress(Unavailable):
            desk().store.drop_draft(draft_name(_secret(request, token)))
    return show_application(request, after, note="entry_corrected")


def _taken_up(request: Request) -> tuple[Request, Dossier]:
    """Return a request as if the page that was put aside had been posted. Raises as `open_application`."""
    token = request.parameters["draft"]
    draft = found_draft(_secret(request, token), desk())
    posted = {**draft.typed, "view": ["correct"], "client_key": [draft.client_key], "draft": [token]}
    request = replace(request, path="/receipts", form=posted)
    return request, open_application(request)


def _secret(request: Request, token: str) -> str:
    bound = f"correction {request.cookies.get('visitor', '')} {token}"
    return base64.urlsafe_b64encode(hashlib.sha256(bound.encode()).digest())[:32].decode()


def _proof(request: Request) -> dict[str, list[str]]:
    return {name: [request.posted(name)] for name in ("number", "key")}


def _path(token: str) -> str:
    return f"/receipts/drafts/{token}"


def _page(
    request: Request, form: Form, found: Turn, client_key: str, status: int = 200, note: str = ""
) -> Answer:
    return show(request, form, found, client_key, status, note, carried_to(request, "correct"))


def _same(request: Request, form: Form, client_key: str, problem: Refusal, note: str) -> Answer:
    logger().info("not_corrected", extra={"form": form.id, "code": problem.code, "why": str(problem)})
    return _page(request, form, same_page(form, request), client_key, problem.status, note)


def _too_late(request: Request, dossier: Dossier) -> Answer:
    return show_application(request, dossier, NotInThisState.status, "error_not_in_this_state")


def _gone(request: Request, refusal: Refusal) -> Answer:
    note = "lookup_too_many_attempts" if isinstance(refusal, TooManyAttempts) else "correction_gone"
    return ask_for_number(replace(request, path="/receipts", form={}), refusal.status, note)
