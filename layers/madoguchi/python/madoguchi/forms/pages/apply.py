"""The pages on which a resident finds and answers a form."""

from contextlib import suppress

from madoguchi.flow.condition import mentioned
from madoguchi.flow.run import answer
from madoguchi.forms.application import receipt
from madoguchi.forms.application.proxy import proxy_in, said
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Form
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.pages.attachment import ask_for_file
from madoguchi.forms.pages.chat import come_from_chat, go_to_chat
from madoguchi.forms.pages.draft import put_aside
from madoguchi.forms.pages.fill_address import fill_in
from madoguchi.forms.pages.form import (
    new_client_key,
    not_eligible,
    posted_client_key,
    posted_draft,
    same_page,
    show,
)
from madoguchi.forms.pages.proxy import answer_proxy, is_about_proxy
from madoguchi.forms.records.desk import desk
from madoguchi.forms.records.draft import draft_name
from madoguchi.runtime.errors import (
    AlreadyApplied,
    FileRefused,
    FormClosed,
    FormFull,
    NotEligible,
    Unavailable,
)
from madoguchi.runtime.log import logger
from madoguchi.web.http import Answer, Request
from madoguchi.web.pages import page
from madoguchi.web.preferences import preferences
from madoguchi.web.sessions import from_our_page, signed_in
from madoguchi.web.wizard import Complete, carried, turn


def show_home(request: Request) -> Answer:
    """Show what the counter offers."""
    return page(request, "home.html.j2")


def show_forms(request: Request) -> Answer:
    """List the forms that are open."""
    return page(request, "form_list.html.j2", forms=catalogue.open_forms(desk().clock()))


def show_form(request: Request) -> Answer:
    """Show the first page of a form; outside its period, when it is open."""
    form = catalogue.form(request.parameters["form_id"])
    if not form.policy.accepts(desk().clock()):
        return _closed(request, form)
    carried_on = come_from_chat(request, form) if request.query.get("from") == "chat" else None
    return carried_on or show(request, form, turn(form.flow, {}), new_client_key())


def answer_form(request: Request) -> Answer:
    """Take a step through a form; the last one submits it and shows the receipt."""
    form = catalogue.form(request.parameters["form_id"])
    client_key = posted_client_key(request)
    if not from_our_page(request) or not client_key:
        return show(
            request, form, same_page(form, request), client_key or new_client_key(), 403, "page_was_old"
        )
    if request.posted("go") == "chat" and signed_in(request):
        return go_to_chat(request, form)
    if request.posted("go") == "save":
        return put_aside(request, form)
    if request.posted("go").startswith("attach:"):
        return ask_for_file(request, form)
    if form.takes_proxy and is_about_proxy(request):
        return answer_proxy(request, form, client_key)
    request, note = fill_in(form.flow, request)
    found = turn(form.flow, request.form)
    if isinstance(found, Complete):
        return _submit(request, form, found, client_key)
    if not form.policy.accepts(desk().clock()):
        return _closed(request, form)
    if _barred(form, request):
        return not_eligible(request, form, client_key)
    return show(request, form, found, client_key, note=note)


def _barred(form: Form, request: Request) -> bool:
    """Tell somebody who may not apply as soon as their answers say so, before they write all the rest."""
    eligibility = form.policy.eligibility
    if eligibility is None or request.posted("go").partition(":")[0] in ("back", "edit"):
        return False
    answers, _ = answer(form.flow, request.form)
    return mentioned(eligibility.when) <= answers.keys() and not form.policy.admits(answers)


def _submit(request: Request, form: Form, complete: Complete, client_key: str) -> Answer:
    proxy, language = proxy_in(form, request.form), preferences(request).language
    user_id = signed_in(request) or ""
    submission = Submission(form, complete.answers, client_key, language, user_id, proxy=proxy)
    try:
        filed = submit(submission, desk())
    except Unavailable as problem:
        # The resident keeps the page: pressing its button again is safe and is what helps.
        logger().warning("submit_unavailable", extra={"form": form.id, "why": str(problem)})
        return show(request, form, same_page(form, request), client_key, problem.status, "error_unavailable")
    except FormClosed:
        return _closed(request, form)
    except NotEligible:
        return not_eligible(request, form, client_key)
    except FileRefused as refusal:
        again = same_page(form, request)
        return show(request, form, again, client_key, refusal.status, f"error_{refusal}")
    except (AlreadyApplied, FormFull) as refusal:
        return show(
            request, form, same_page(form, request), client_key, refusal.status, f"error_{refusal.code}"
        )
    _forget_draft(request)
    return page(
        request,
        "form_receipt.html.j2",
        form=form,
        filed=filed,
        number=receipt.grouped(filed.number),
        key=receipt.grouped(filed.key),
        # What an earlier page sent was not this.
        proxy=list(said(proxy)) if filed.as_sent else [],
        carried=[
            *proxy.items(),
            *carried(form.flow, None, complete.raw),
            ("step", "review"),
            ("go", "submit"),
        ],
        client_key=client_key,
    )


def _forget_draft(request: Request) -> None:
    if token := posted_draft(request):
        # What stays behind by a fault is gone with its time.
        with suppress(Unavailable):
            desk().store.drop_draft(draft_name(token))


def _closed(request: Request, form: Form) -> Answer:
    return page(request, "form_closed.html.j2", FormClosed.status, form=form)
