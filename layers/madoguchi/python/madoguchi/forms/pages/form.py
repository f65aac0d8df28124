"""One page of a form, shown: when it is filed first, and when it is corrected."""

import re
import secrets as random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from madoguchi.flow.composite import belongs
from madoguchi.flow.condition import mentioned
from madoguchi.forms.application.proxy import proxy_in, said
from madoguchi.forms.definition.model import Form
from madoguchi.forms.filing.availability import with_seats_left
from madoguchi.forms.records.desk import desk
from madoguchi.forms.records.draft import TOKEN
from madoguchi.runtime.errors import NotEligible
from madoguchi.web.http import Answer, Request
from madoguchi.web.pages import page
from madoguchi.web.sessions import signed_in
from madoguchi.web.wizard import Raw, Review, Show, Turn, carried, turn

_CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{32}")


def show(
    request: Request,
    form: Form,
    found: Turn,
    client_key: str,
    status: int = 200,
    note: str = "",
    more: Sequence[tuple[str, str]] = (),
    draft: str = "",
    typed: Raw | None = None,
) -> Answer:
    """Show a page of questions or the review; `more` are hidden fields beside the answers.

    `draft` is the secret of the link under which it was put aside before, `typed` what was typed
    where the page itself does not post it.
    """
    draft = draft or posted_draft(request)
    hidden = [*more, ("draft", draft)] if draft else list(more)
    proxy = {} if more else proxy_in(form, request.form if typed is None else typed)
    hidden += proxy.items()
    facts: dict[str, Any] = {
        "form": form,
        "client_key": client_key,
        "note": note,
        "correcting": bool(more),
        "from_chat": request.query.get("from") == "chat",
        "proxy": list(said(proxy)),
        "may_say_proxy": form.takes_proxy and not more,
        "may_go_to_chat": not more
        and not proxy
        and signed_in(request) is not None
        and _fits_chat(form, found),
    }
    match found:
        case Show(problems=problems):
            return page(
                request,
                "form_page.html.j2",
                422 if problems and status == 200 else status,
                step=replace(found, page=with_seats_left(found.page, form, desk())),
                carried=[*hidden, *carried(form.flow, found.page, found.raw)],
                **facts,
            )
        case Review():
            return page(
                request,
                "form_review.html.j2",
                status,
                step=found,
                carried=[*hidden, *carried(form.flow, None, found.raw)],
                **facts,
            )
    raise AssertionError("a complete questionnaire is submitted, not shown")


def not_eligible(request: Request, form: Form, client_key: str) -> Answer:
    """Show that the answers say: this is for others. Who mistook a question goes back to it."""
    eligibility = form.policy.eligibility
    assert eligibility
    decided = mentioned(eligibility.when)
    asks = next(one.id for one in form.flow.pages if decided & {question.id for question in one.fields})
    draft = posted_draft(request)
    return page(
        request,
        "not_eligible.html.j2",
        NotEligible.status,
        form=form,
        client_key=client_key,
        go_back=f"edit:{asks}",
        carried=[
            *([("draft", draft)] if draft else []),
            *proxy_in(form, request.form).items(),
            *carried(form.flow, None, request.form),
        ],
    )


def _fits_chat(form: Form, found: Turn) -> bool:
    """Tell whether nothing that belongs on a page alone is asked here or has been answered."""
    from madoguchi.talk.filling import in_chat

    here = found.page.fields if isinstance(found, Show) else ()
    given = [one for one in form.flow.fields() if any(belongs(name, one.id) for name in found.raw)]
    return all(in_chat(one) for one in (*here, *given))


def same_page(form: Form, request: Request) -> Turn:
    """Take no step: the page that was posted, with all that was typed."""
    return turn(form.flow, {**request.form, "go": []})


def new_client_key() -> str:
    """Make the secret of a page: 192 random bits."""
    return random.token_urlsafe(24)


def posted_draft(request: Request) -> str:
    """Return the secret of the draft that a page belongs to; empty when it belongs to none."""
    token = request.posted("draft")
    return token if TOKEN.fullmatch(token) else ""


def posted_client_key(request: Request) -> str:
    """Return the secret of the page that was posted; empty when it is none of ours."""
    key = request.posted("client_key")
    return key if _CLIENT_KEY.fullmatch(key) else ""
