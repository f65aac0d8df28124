"""Everything that the drill keeps of a resident: to be shown, taken along and deleted."""

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.drill.assembly import Ground
from madoguchi.drill.campaign import Entry
from madoguchi.drill.card import Card
from madoguchi.drill.edition import edition, town_name
from madoguchi.drill.enter_campaign import campaign, campaigns
from madoguchi.drill.plan import contacts, own_lines
from madoguchi.drill.resident import DrillResident
from madoguchi.drill.run_campaign import forget_entrant
from madoguchi.flow.text import localise
from madoguchi.runtime.clock import JST
from madoguchi.runtime.content import content


@dataclass(frozen=True, slots=True)
class KeptOfDrill:
    """`cards` are the resident's plans, oldest first; `entries` stand in draws."""

    resident: DrillResident
    cards: tuple[Card, ...]
    entries: tuple[Entry, ...] = ()


def kept(user_id: str, ground: Ground) -> KeptOfDrill:
    """Find everything of a resident. 1 read unit, 1 more a plan, 2 more a campaign. Raises Unavailable."""
    resident = ground.residents.load(user_id)
    found = [ground.cards.find(plan_id) for plan_id in resident.plans]
    entries = [ground.campaigns.entry_of(one.id, user_id) for one in campaigns()]
    return KeptOfDrill(
        resident, tuple(card for card in found if card), tuple(entry for entry in entries if entry)
    )


def lines(found: KeptOfDrill, language: str) -> Iterator[tuple[str, str]]:
    """Write what is kept as names and values in the resident's language; nothing when nothing is kept."""
    labels = content("drills/own_data")

    def say(name: str, **params: str) -> str:
        return localise(labels[name], language).format(**params)

    for card in found.cards:
        attempt = card.attempt
        day = attempt.finished_at.astimezone(JST).date().isoformat()
        until = attempt.expires_at.astimezone(JST).date().isoformat()
        town, title = (
            localise(text, language)
            for text in (town_name(attempt.municipality), edition(attempt.edition).flow.title)
        )
        yield (
            say("drill", day=day),
            say("result", edition=title, town=town, total=str(attempt.total), until=until),
        )
        yield say("answers"), say("answers_where")
        for written in own_lines(content("drills/plan_edit"), card.own).values():
            yield say("written"), "\n".join(localise(one, language) for one in written)
        for name, phone in contacts(card.own):
            yield say("contact"), f"{name} {phone}".strip()
        if card.share_id:
            yield say("shared"), say("shared_yes")
    if found.cards or found.resident.version:
        yield say("may_come_back"), say("yes" if found.resident.may_come_back else "no")
    for due, occasion in found.resident.due.items():
        yield say("due"), f"{due.isoformat()} {say(f'occasion_{occasion}')}"
    for entry in found.entries:
        title = localise(campaign(entry.campaign).title, language)
        until = entry.expires_at.astimezone(JST).date().isoformat()
        yield say("entry"), say("entered", title=title, number=entry.number, phone=entry.phone, until=until)
    if found.resident.answered:
        yield say("answered"), ", ".join(day.isoformat() for day in found.resident.answered)


def forget(user_id: str, ground: Ground) -> int:
    """Delete a resident's plans, changes, links, entries, days and record; returns how many plans there were.

    It may be repeated: the record, which says what else there is, goes last. Raises Unavailable.
    """
    resident = ground.residents.load(user_id)
    gone = 0
    for plan_id in resident.plans:
        card = ground.cards.find(plan_id)
        if card:
            ground.cards.delete(card)
            gone += 1
    for day in resident.due:
        ground.residents.clear_due(user_id, day)
    forget_entrant(user_id, ground)
    ground.residents.delete(user_id)
    return gone
