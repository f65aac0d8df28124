"""Quote the plans of many residents, for messages that bring each of them their own."""

from collections.abc import Mapping

from madoguchi.drill.assembly import Ground
from madoguchi.drill.card import Card
from madoguchi.drill.model import MOST_QUOTED_BYTES
from madoguchi.drill.plan import sections_of
from madoguchi.flow.text import localise
from madoguchi.runtime.clock import JST


def quote_plans(
    languages: Mapping[str, str], names: tuple[str, ...], ground: Ground
) -> dict[str, tuple[str, ...]]:
    """Return what the newest plans of these residents (id to language) say of some of QUOTED, in their order.

    Lines stand under each other. Whoever has no plan, none that says one of these, or one of more than
    MOST_QUOTED_BYTES, is not in the answer. Half a read unit for each resident, 1 more for each plan.
    Raises Unavailable.
    """
    current = {one.user_id: one.current for one in ground.residents.load_many(languages) if one.current}
    cards = {card.plan_id: card for card in ground.cards.find_many(dict.fromkeys(current.values()))}
    quoted = {
        user_id: _quoted(cards[plan_id], languages[user_id], names)
        for user_id, plan_id in current.items()
        if plan_id in cards
    }
    return {user_id: words for user_id, words in quoted.items() if all(words) and _fits(words)}


def _fits(words: tuple[str, ...]) -> bool:
    return sum(len(one.encode()) for one in words) <= MOST_QUOTED_BYTES


def _quoted(card: Card, language: str, names: tuple[str, ...]) -> tuple[str, ...]:
    words = {"plan_day": card.looked_at.astimezone(JST).date().isoformat()}
    for section in sections_of(card, {name.removeprefix("plan_") for name in names}):
        lines = (localise(line, language) for line in (*section.own, *section.lines))
        words[f"plan_{section.id}"] = "\n".join(lines)
    return tuple(words.get(name, "") for name in names)
