"""A resident enters a campaign's draw with a finished drill: once a person, whether with LINE or without."""

from collections.abc import Mapping
from datetime import datetime, time

from madoguchi.drill.assembly import Ground
from madoguchi.drill.campaign import Campaign, Entry, entry_number, load_campaign, national
from madoguchi.drill.card import Card
from madoguchi.flow.model import Value
from madoguchi.runtime.clock import JST
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import AlreadyEntered, CampaignClosed, NotFound


def campaigns() -> tuple[Campaign, ...]:
    """List all campaigns that staff wrote, newest first."""
    written = content("drills/campaigns")["campaigns"]
    found = [load_campaign(campaign_id, one) for campaign_id, one in written.items()]
    return tuple(sorted(found, key=lambda one: one.opens_at, reverse=True))


def campaign(campaign_id: str) -> Campaign:
    """Find a campaign. Raises NotFound."""
    for one in campaigns():
        if one.id == campaign_id:
            return one
    raise NotFound("campaign")


def open_campaign(at: datetime) -> Campaign | None:
    """Find the campaign that one may enter at a moment."""
    return next((one for one in campaigns() if one.is_open(at)), None)


def enter(card: Card, answers: Mapping[str, Value], client_key: str, user_id: str, ground: Ground) -> str:
    """Enter the open draw; returns the entry's number, for a page that is sent again the same one.

    Raises CampaignClosed when no draw is open to this drill, AlreadyEntered when the person or the plan has
    entered before, Unavailable when nobody knows: sending it again is then safe.
    """
    at = ground.clock()
    found = open_campaign(at)
    if found is None or found.hindrance(card.attempt, at):
        raise CampaignClosed("no draw is open to this drill")
    entry = Entry(
        found.id,
        entry_number(found.id, client_key),
        national(str(answers["phone"])),
        user_id,
        at,
        datetime.combine(found.winners_forgotten_on, time(), JST),
    )
    outcome = ground.campaigns.enter(entry, card.plan_id)
    if outcome in ("same_person", "same_plan"):
        raise AlreadyEntered(outcome)
    return entry.number
