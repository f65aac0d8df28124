"""The difference between the menus in content and those on the channel, as steps; and taking them.

    create   a menu that is not there as it should be, with its image      counts against 100 an hour
    name     an alias, so that new friends get it from now on
    move     whoever sees an old one to its successor (one batch for all)  counts against 3 an hour
    delete   what nobody sees any more                                     counts against 100 an hour

The channel itself is the only record: a run that breaks off, or stops at a limit, is continued by the next.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from madoguchi.line.client import LineAnswer, LineClient
from madoguchi.runtime.errors import Unavailable
from madoguchi.talk.menus import PREFIX, Menu

MOST_AN_HOUR = 100
FALLBACK = "normal-ja"
POLLS = 20

Kind = Literal["create", "name", "move", "delete", "forget"]


@dataclass(frozen=True, slots=True)
class Step:
    """One change: `menu` is its id, `menu_id` LINE's own where it is known."""

    kind: Kind
    menu: str
    menu_id: str = ""

    def __str__(self) -> str:
        return f"{self.kind:<7} {self.menu}{f'  {self.menu_id}' if self.menu_id else ''}"


@dataclass(frozen=True)
class Channel:
    """What is on the channel now: LINE's ids by name, what aliases name, all of ours."""

    ids: Mapping[str, str]
    aliases: Mapping[str, str]
    ours: Mapping[str, str]


def read(line: LineClient) -> Channel:
    """Read the channel. Raises Unavailable."""
    listed = expect(line.rich_menus()).body.get("richmenus", [])
    ours = {one["richMenuId"]: one["name"] for one in listed if one["name"].startswith(PREFIX)}
    named = expect(line.rich_menu_aliases()).body.get("aliases", [])
    return Channel(
        # Of two of the same name (an answer got lost) the first one counts.
        ids={name: menu_id for menu_id, name in reversed(ours.items())},
        aliases={one["richMenuAliasId"]: one["richMenuId"] for one in named},
        ours=ours,
    )


def plan(wanted: Sequence[Menu], channel: Channel) -> list[Step]:
    """List the steps from the channel to content; none when they agree."""
    names = {menu.definition()["name"]: menu for menu in wanted}
    kept = {channel.ids[name] for name in names if name in channel.ids}
    steps = []
    for name, menu in names.items():
        menu_id = channel.ids.get(name, "")
        # A menu whose alias does not name it may lack its image: creating goes on where it stopped.
        if not menu_id or channel.aliases.get(menu.alias) != menu_id:
            steps += [Step("create", menu.id, menu_id), Step("name", menu.id, menu_id)]
    old = [(menu_id, name) for menu_id, name in channel.ours.items() if menu_id not in kept]
    steps += [Step("move", _id_of(name), menu_id) for menu_id, name in old]
    known = {menu.alias for menu in wanted}
    stale = [alias for alias in channel.aliases if alias.startswith(PREFIX) and alias not in known]
    steps += [Step("forget", alias.removeprefix(PREFIX)) for alias in stale]
    return [*steps, *(Step("delete", _id_of(name), menu_id) for menu_id, name in old)]


def _id_of(name: str) -> str:
    return name.removeprefix(PREFIX).partition("#")[0]


@dataclass
class Work:
    """Taking the steps. `draw` makes a menu's image, `most` is how many creations and deletions are left."""

    line: LineClient
    draw: Callable[[Menu], bytes]
    wait: Callable[[float], None]
    most: int = MOST_AN_HOUR
    made: dict[str, str] = field(default_factory=dict)

    def apply(self, wanted: Sequence[Menu], channel: Channel) -> Iterator[Step]:
        """Take the steps one by one and yield what was done; raises Unavailable at a limit or a refusal."""
        menus = {menu.id: menu for menu in wanted}
        steps = plan(wanted, channel)
        self.made = {menu.id: channel.ids.get(menu.definition()["name"], "") for menu in wanted}
        for step in steps:
            if step.kind == "create":
                self._create(menus[step.menu])
            elif step.kind == "name":
                self._name(menus[step.menu], channel)
            if step.kind in ("create", "name"):
                yield step
        moving = [step for step in steps if step.kind == "move"]
        if moving:
            self._move(moving)
            yield from moving
        for step in steps:
            if step.kind == "forget":
                expect(self.line.delete_rich_menu_alias(PREFIX + step.menu))
                yield step
            if step.kind == "delete":
                self._spend(1)
                expect(self.line.delete_rich_menu(step.menu_id))
                yield step

    def _create(self, menu: Menu) -> None:
        if not self.made[menu.id]:
            self._spend(1)
            self.made[menu.id] = str(expect(self.line.create_rich_menu(menu.definition())).body["richMenuId"])
        answer = self.line.upload_rich_menu_image(self.made[menu.id], self.draw(menu))
        if "already" not in str(answer.body.get("message", "")):
            expect(answer)

    def _name(self, menu: Menu, channel: Channel) -> None:
        if menu.alias in channel.aliases:
            expect(self.line.update_rich_menu_alias(menu.alias, self.made[menu.id]))
        else:
            expect(self.line.create_rich_menu_alias(menu.alias, self.made[menu.id]))

    def _move(self, steps: Iterable[Step]) -> None:
        operations = [
            {"type": "link", "from": step.menu_id, "to": self.made.get(step.menu) or self.made[FALLBACK]}
            for step in steps
        ]
        answer = self.line.replace_rich_menus(operations)
        if answer.status != 202:
            raise Unavailable(f"batch: LINE answered {answer.status}")
        for _ in range(POLLS):
            phase = self.line.rich_menu_batch(answer.request_id).body.get("phase")
            if phase == "succeeded":
                return
            if phase == "failed":
                raise Unavailable("LINE could not move the residents: run it again")
            self.wait(3)
        raise Unavailable("LINE is still moving the residents: run it again later to delete the old menus")

    def _spend(self, calls: int) -> None:
        if self.most < calls:
            raise Unavailable(f"LINE takes {MOST_AN_HOUR} creations and deletions an hour: go on in an hour")
        self.most -= calls


def expect(answer: LineAnswer) -> LineAnswer:
    """Return LINE's answer, if it is one. Raises Unavailable."""
    if answer.status == 429:
        raise Unavailable("LINE's limit an hour is used up: run it again in an hour")
    if answer.status != 200:
        message: Any = answer.body.get("message", "")
        raise Unavailable(f"LINE answered {answer.status} {message}")
    return answer
