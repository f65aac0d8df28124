"""A municipality's emergency begins or ends: its residents' menus are exchanged, 500 in a call of LINE's."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from madoguchi.line.client import LineClient
from madoguchi.residents.audience import pages
from madoguchi.residents.find import find
from madoguchi.residents.model import HOME, SHARDS, Resident, Segment
from madoguchi.runtime.errors import Unavailable
from madoguchi.talk import menu_store
from madoguchi.talk.menus import PREFIX, emergency_of, menu_of

MOST_USERS = 500
READERS = 16

type Groups = dict[str, list[str]]
"""Residents by the menu that they are to see."""


def begin_emergency(municipality: str, line: LineClient) -> int:
    """Show everybody who lives there the emergency menu; returns how many. Running it again is harmless.

    Whoever registers meanwhile sees it as well. Raises Unavailable when LINE refuses a step: run it again.
    """
    menu_store.begin(municipality)
    return _switch(municipality, line, lambda users: {emergency_of(municipality): list(users)})


def end_emergency(municipality: str, line: LineClient) -> int:
    """Show everybody their own menu again; returns how many. Running it again is harmless."""
    menu_store.end(municipality)
    return _switch(municipality, line, _by_own_menu)


def _switch(municipality: str, line: LineClient, group: Callable[[Sequence[str]], Groups]) -> int:
    waiting: Groups = defaultdict(list)
    moved = 0
    for users in _living_in(municipality):
        for menu, those in group(users).items():
            waiting[menu] += those
        for menu, those in waiting.items():
            while len(those) >= MOST_USERS:
                moved += _link(line, menu, those[:MOST_USERS])
                del those[:MOST_USERS]
    return moved + sum(_link(line, menu, those) for menu, those in waiting.items() if those)


def _living_in(municipality: str) -> Iterator[list[str]]:
    for shard in range(SHARDS):
        yield from pages(Segment(HOME, (municipality,)), shard)


def _by_own_menu(users: Sequence[str]) -> Groups:
    groups: Groups = defaultdict(list)
    with ThreadPoolExecutor(READERS) as readers:
        for user_id, resident in zip(users, readers.map(find, users), strict=True):
            groups[menu_of(resident or Resident(user_id))].append(user_id)
    return groups


def _link(line: LineClient, menu: str, users: Sequence[str]) -> int:
    alias = line.rich_menu_alias(PREFIX + menu)
    if alias.status != 200:
        raise Unavailable(f"no menu {menu} on the channel: LINE answered {alias.status}")
    answer = line.bulk_link_rich_menu(users, str(alias.body["richMenuId"]))
    if answer.status != 202:
        raise Unavailable(f"bulk link: LINE answered {answer.status}")
    return len(users)
