"""What messages say of their readers, asked of the rooms that know it."""

from collections.abc import Callable, Mapping

from madoguchi.drill.assembly import ground
from madoguchi.drill.model import QUOTED
from madoguchi.drill.quote_plans import quote_plans
from madoguchi.residents import personal
from madoguchi.residents.model import PERSONAL

type Read = Callable[[Mapping[str, str], tuple[str, ...]], Mapping[str, tuple[str, ...]]]


def own_data(languages: Mapping[str, str], names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return those of these residents (id to language) of whom all names are known, with what they stand for.

    Costs at most `most_units` for each. Raises Unavailable.
    """
    found: dict[str, dict[str, str]] = {user_id: {} for user_id in languages}
    for known, _, read in _rooms():
        some = tuple(name for name in names if name in known)
        if some:
            told = read({user_id: languages[user_id] for user_id in found}, some)
            found = {one: found[one] | dict(zip(some, own, strict=True)) for one, own in told.items()}
    return {user_id: tuple(own[name] for name in names) for user_id, own in found.items()}


def most_units(names: tuple[str, ...]) -> float:
    """Return how many read units it takes to know these names of one resident, if all are known."""
    return sum(units for known, units, _ in _rooms() if set(names) & set(known))


def _rooms() -> tuple[tuple[tuple[str, ...], float, Read], ...]:
    # Whoever has no plan costs a third of whom it is known of; who is left is asked for the rest.
    return (
        (QUOTED, 1.5, lambda languages, names: quote_plans(languages, names, ground())),
        (PERSONAL, 0.5, personal.values),
    )
