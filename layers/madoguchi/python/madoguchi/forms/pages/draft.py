"""Putting a form aside and taking it up again."""

from dataclasses import replace
from urllib.parse import quote

from madoguchi.flow.text import localise
from madoguchi.forms.application.proxy import typed_of_proxy
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Form
from madoguchi.forms.pages.form import posted_client_key, posted_draft, same_page, show
from madoguchi.forms.records.desk import desk
from madoguchi.forms.records.draft import keep, resume
from madoguchi.runtime.errors import FormClosed, NotFound, Unavailable
from madoguchi.runtime.log import logger
from madoguchi.web.http import Answer, Request, own_address
from madoguchi.web.pages import page
from madoguchi.web.preferences import preferences
from madoguchi.web.sessions import signed_in
from madoguchi.web.wizard import turn, typed_in


def put_aside(request: Request, form: Form) -> Answer:
    """Keep what was typed and show the link that opens it again; in LINE, also in the chat."""
    client_key = posted_client_key(request)
    try:
        kept = keep(form, typed_so_far(request, form), client_key, posted_draft(request), desk())
    except Unavailable as problem:
        logger().warning("draft_not_kept", extra={"form": form.id, "why": str(problem)})
        again = same_page(form, request)
        return show(request, form, again, client_key, problem.status, "error_draft_not_kept")
    path = draft_path(form, kept.token)
    told = _tell(request, form, path)
    return page(
        request,
        "draft_kept.html.j2",
        form=form,
        address=own_address(request) + path,
        until=kept.until,
        told=told,
    )


def show_draft(request: Request) -> Answer:
    """Take up a draft where it was put aside."""
    form, token = catalogue.form(request.parameters["form_id"]), request.parameters["draft"]
    try:
        found = resume(form, token, desk())
    except NotFound as refusal:
        return page(request, "draft_gone.html.j2", refusal.status, form=form)
    if not form.policy.accepts(desk().clock()):
        return page(request, "form_closed.html.j2", FormClosed.status, form=form)
    return show(
        on_its_page(request, form),
        form,
        turn(form.flow, found.typed),
        found.client_key,
        draft=token,
        typed=found.typed,
    )


def on_its_page(request: Request, form: Form) -> Request:
    """Return a request as if it had come to the form itself: its pages post to where they are answered."""
    return replace(request, path=f"/forms/{form.id}")


def typed_so_far(request: Request, form: Form) -> dict[str, list[str]]:
    """Return what was typed, and the page that it was typed on."""
    typed = {name: list(texts) for name, texts in typed_in(form.flow, request.form).items()}
    return {**typed, **typed_of_proxy(request.form), "step": [request.posted("step")]}


def draft_path(form: Form, token: str) -> str:
    """Return the path that opens a draft."""
    return f"/forms/{form.id}/drafts/{token}"


def _tell(request: Request, form: Form, path: str) -> bool:
    user_id = signed_in(request)
    if not user_id:
        return False
    title = localise(form.flow.title, preferences(request).language)
    try:
        desk().notify(
            user_id,
            "form_draft",
            {"form_title": title, "draft_path": quote(path, safe="")},
            f"form_draft-{path[-32:]}",
        )
    except Unavailable as problem:
        logger().warning("draft_not_told", extra={"form": form.id, "why": str(problem)})
        return False
    return True
