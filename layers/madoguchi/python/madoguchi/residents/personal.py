"""What a message may say to residents about themselves, in their language."""

from collections.abc import Mapping

from madoguchi.flow.text import localise
from madoguchi.residents import store
from madoguchi.residents.model import Resident
from madoguchi.runtime.content import content


def values(languages: Mapping[str, str], names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return for each of these residents (id to language) the values of some of PERSONAL, in their order.

    Whoever lacks one of them, or is no friend any more, is not in the answer. Costs half a read unit each.
    """
    found: dict[str, tuple[str, ...]] = {}
    for resident in store.get_many(languages):
        own = tuple(_value(name, resident, languages[resident.user_id]) for name in names)
        if resident.following and all(own):
            found[resident.user_id] = own
    return found


def _value(name: str, resident: Resident, language: str) -> str:
    if name == "municipality":
        labels = {one["id"]: one["label"] for one in content("municipalities")["municipalities"]}
        label = labels.get(resident.municipality)
        return localise(label, language) if label else ""
    raise AssertionError(name)
