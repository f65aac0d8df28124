"""What staff do with a campaign: close it, draw it from a public seed, forget those who did not win."""

from dataclasses import replace

from madoguchi.drill.assembly import Ground
from madoguchi.drill.campaign import GRACE, Campaign, Draw, Entry
from madoguchi.drill.come_back import today
from madoguchi.drill.enter_campaign import campaigns
from madoguchi.lottery.draw import commitment, entries_file, winners
from madoguchi.runtime.errors import BadRequest, NotInThisState


def close(campaign: Campaign, ground: Ground) -> bytes:
    """Close the entries and commit to them; returns the file to publish, the same every time.

    Raises NotInThisState before the campaign is over, BadRequest when the entries are not those committed to.
    """
    if ground.clock() < campaign.closes_at + GRACE:
        raise NotInThisState(f"{campaign.id} is open until {campaign.closes_at.isoformat()} and five minutes")
    found = entries_file(entry.number for entry in ground.campaigns.entries(campaign.id))
    before = ground.campaigns.draw(campaign.id)
    if not before.commitment:
        after = Draw(commitment(found), len(found.splitlines()))
        ground.campaigns.keep_draw(campaign.id, before, after)
    elif before.commitment != commitment(found):
        raise BadRequest("the entries are no longer those that were committed to; use the published file")
    return found


def draw(campaign: Campaign, entries: bytes, seed: str, ground: Ground) -> Draw:
    """Draw the winners of the published entries and keep them; the same seed again changes nothing.

    Raises NotInThisState before the closing or after a draw with another seed, BadRequest for other entries.
    """
    before = ground.campaigns.draw(campaign.id)
    if not before.commitment:
        raise NotInThisState(f"{campaign.id} is not closed")
    if commitment(entries) != before.commitment:
        raise BadRequest("these entries are not those that were committed to")
    if before.seed:
        if before.seed != seed:
            raise NotInThisState(f"{campaign.id} was drawn with another seed")
        return before
    after = replace(before, seed=seed, winners=tuple(winners(entries, seed, campaign.winners)))
    ground.campaigns.keep_draw(campaign.id, before, after)
    return after


def tell_winners(campaign: Campaign, ground: Ground) -> list[Entry]:
    """Tell winners in LINE, each once; returns all that can be reached, for staff to call the others."""
    found = [ground.campaigns.entry(campaign.id, number) for number in _drawn(campaign, ground).winners]
    reached = [entry for entry in found if entry and entry.phone]
    for entry in reached:
        if entry.user_id:
            params = {"number": entry.number, "campaign": campaign.id}
            ground.notify(entry.user_id, "campaign_won", params, f"campaign_won-{entry.number}")
    return reached


def forget_losers(campaign: Campaign, ground: Ground) -> int:
    """Delete the contact data of all who did not win; returns of how many. It may be repeated."""
    drawn = _drawn(campaign, ground)
    gone = 0
    for entry in ground.campaigns.entries(campaign.id):
        if entry.number not in drawn.winners:
            ground.campaigns.forget(entry)
            gone += 1
    ground.campaigns.keep_draw(campaign.id, drawn, replace(drawn, losers_forgotten=True))
    return gone


def is_time_to_forget(campaign: Campaign, ground: Ground) -> bool:
    """Tell whether losers are to be forgotten by now and are not. Raises NotInThisState if not drawn."""
    if today(ground) < campaign.losers_forgotten_on or today(ground) >= campaign.winners_forgotten_on:
        return False
    drawn = ground.campaigns.draw(campaign.id)
    if drawn.commitment and not drawn.seed:
        raise NotInThisState(f"{campaign.id} is not drawn, and its losers are to be forgotten")
    return bool(drawn.seed) and not drawn.losers_forgotten


def _drawn(campaign: Campaign, ground: Ground) -> Draw:
    found = ground.campaigns.draw(campaign.id)
    if not found.seed:
        raise NotInThisState(f"{campaign.id} is not drawn")
    return found


def forget_on_time(ground: Ground) -> int:
    """Delete the contact data of losers of every campaign whose day has come. Raises NotInThisState."""
    return sum(forget_losers(one, ground) for one in campaigns() if is_time_to_forget(one, ground))


def forget_entrant(user_id: str, ground: Ground) -> int:
    """Delete a resident's entries; of a draw that is committed to, the bare number stays and wins nothing."""
    gone = 0
    for one in campaigns():
        if entry := ground.campaigns.entry_of(one.id, user_id):
            committed = bool(ground.campaigns.draw(one.id).commitment)
            ground.campaigns.forget(entry, keep_number=committed)
            gone += 1
    return gone
