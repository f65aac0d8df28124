"""The pages on which a resident follows an application."""

from typing import Any

from madoguchi.flow.run import asked_pages
from madoguchi.forms import catalogue, receipt
from madoguchi.forms.desk import desk
from madoguchi.forms.look_up import form_as_filed, look_up, look_up_own
from madoguchi.forms.model import Dossier
from madoguchi.forms.submit import person
from madoguchi.runtime.errors import NotFound, TooManyAttempts
from madoguchi.web.http import Answer, Request
from madoguchi.web.pages import page
from madoguchi.web.sessions import from_our_page, signed_in


def show_receipts(request: Request) -> Answer:
    """Ask for number and key; a signed-in resident also sees the list of their own."""
    return _ask(request)


def show_application(request: Request) -> Answer:
    """Show one application: to whoever has its number and key, or to the resident who sent it signed in."""
    if not from_our_page(request):
        return _ask(request, 403, "page_was_old")
    if request.posted("go") != "open":
        return _ask(request)
    number, key = receipt.read(request.posted("number")), receipt.read(request.posted("key"))
    if not receipt.is_number(number):
        return _ask(request, 422, "number_mistyped")
    try:
        found = _open(request, number, key)
    except (NotFound, TooManyAttempts) as refusal:
        return _ask(request, refusal.status, f"lookup_{refusal.code}")
    return _application(request, found)


def _open(request: Request, number: str, key: str) -> Dossier:
    user_id = signed_in(request)
    if not key and user_id:
        return look_up_own(number, user_id, desk())
    return look_up(number, key, desk())


def _application(request: Request, dossier: Dossier) -> Answer:
    form, answered = form_as_filed(dossier, desk()), dossier.answered()
    return page(
        request,
        "application.html.j2",
        form=form,
        dossier=dossier,
        answers=answered.answers,
        pages=asked_pages(form.flow, answered.answers or {}),
        number=receipt.grouped(dossier.application.number),
        carried=[("number", request.posted("number")), ("key", request.posted("key")), ("go", "open")],
    )


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
