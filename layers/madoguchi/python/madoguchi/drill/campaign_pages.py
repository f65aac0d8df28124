"""The pages of a campaign: what it is and how its draw went, and the way in from a plan."""

import re
import secrets as random

from madoguchi.drill.assembly import ground
from madoguchi.drill.campaign import Campaign
from madoguchi.drill.card import Card
from madoguchi.drill.enter_campaign import campaign, enter, open_campaign
from madoguchi.drill.find_plan import find_plan
from madoguchi.flow.model import load_flow
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import AlreadyEntered, Unavailable
from madoguchi.runtime.log import logger
from madoguchi.web.http import Answer, Request
from madoguchi.web.pages import page
from madoguchi.web.sessions import from_our_page, signed_in
from madoguchi.web.wizard import Complete, Show, turn

_CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{32}")


def show_campaign(request: Request) -> Answer:
    """Say what a campaign is, and what of its draw is published."""
    found = campaign(request.parameters["campaign_id"])
    at = ground().clock()
    return page(
        request,
        "drill_campaign.html.j2",
        campaign=found,
        state="before" if at < found.opens_at else "open" if found.is_open(at) else "over",
        drawn=ground().campaigns.draw(found.id),
    )


def show_entry(request: Request) -> Answer:
    """Ask a resident whose drill opens the draw for what a winner is reached by."""
    return _entry_page(request, _card(request), _new_key())


def take_entry(request: Request) -> Answer:
    """Enter the draw; what is wrong loses nothing typed, and a second press gives the same number."""
    card, key = _card(request), request.posted("client_key")
    if not _CLIENT_KEY.fullmatch(key) or not from_our_page(request):
        return _entry_page(request, card, _new_key(), 403, "page_was_old")
    found = turn(load_flow(content("drills/campaigns")["flow"]), request.form, reviewed=False)
    if isinstance(found, Show):
        return _entry_page(request, card, key, 422 if found.problems else 200, found=found)
    assert isinstance(found, Complete)
    try:
        number = enter(card, found.answers, key, signed_in(request) or "", ground())
    except AlreadyEntered:
        return _entry_page(request, card, key, 409, "drill_already_entered")
    except Unavailable as problem:
        logger().warning("entry_unavailable", extra={"why": str(problem)})
        return _entry_page(request, card, key, problem.status, "error_unavailable")
    return page(request, "drill_entered.html.j2", card=card, campaign=_open(), number=number)


def _card(request: Request) -> Card:
    return find_plan(request.parameters["plan_id"], ground())


def _open() -> Campaign | None:
    return open_campaign(ground().clock())


def _entry_page(
    request: Request, card: Card, key: str, status: int = 200, note: str = "", found: Show | None = None
) -> Answer:
    now_open = _open()
    hindrance = now_open.hindrance(card.attempt, ground().clock()) if now_open else "not_open"
    if found is None:
        flow = load_flow(content("drills/campaigns")["flow"])
        again = turn(flow, {**request.form, "go": []}, reviewed=False)
        assert isinstance(again, Show)
        found = again
    return page(
        request,
        "drill_entry.html.j2",
        status,
        card=card,
        campaign=now_open,
        hindrance=hindrance,
        step=found,
        client_key=key,
        note=note,
    )


def _new_key() -> str:
    return random.token_urlsafe(24)
