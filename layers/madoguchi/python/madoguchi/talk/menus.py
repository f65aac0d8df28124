"""The menus under the chat, as content says them: which there are, what each holds, whose is which."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.flow.text import LANGUAGES, localise
from madoguchi.line.actions import Action, link, postback
from madoguchi.residents.model import Resident
from madoguchi.runtime.content import content
from madoguchi.talk.model import World
from madoguchi.talk.replies import page
from madoguchi.talk.script import menu_item
from madoguchi.talk.understand import button

PREFIX = "madoguchi-"
"""Menus and aliases of a channel that begin so are ours."""

EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Tile:
    """One area: its words, picture and colour, and what a tap does."""

    title: str
    subtitle: str
    icon: str
    colour: str
    action: Action


@dataclass(frozen=True, slots=True)
class Menu:
    """One menu. `id` stays (`normal-ja`, `simple-vi`, `emergency-10201`); sizes are pixels of its image."""

    id: str
    chat_bar: str
    width: int
    height: int
    columns: int
    large: bool
    tiles: tuple[Tile, ...]

    @property
    def alias(self) -> str:
        """Return the name under which LINE knows the menu that is shown now."""
        return PREFIX + self.id

    def cells(self) -> list[dict[str, int]]:
        """Divide the image into a grid, one cell a tile; the last of a row takes the odd pixels."""
        rows = -(-len(self.tiles) // self.columns)
        width, height = self.width // self.columns, self.height // rows
        return [
            {
                "x": width * (number % self.columns),
                "y": height * (number // self.columns),
                "width": width if (number + 1) % self.columns else self.width - width * (self.columns - 1),
                "height": height,
            }
            for number in range(len(self.tiles))
        ]

    def definition(self) -> dict[str, Any]:
        """Write the menu as the Messaging API wants it; its name says which it is and what is in it."""
        areas = [
            {"bounds": bounds, "action": tile.action}
            for tile, bounds in zip(self.tiles, self.cells(), strict=True)
        ]
        wanted = {
            "size": {"width": self.width, "height": self.height},
            "selected": True,
            "chatBarText": self.chat_bar,
            "areas": areas,
        }
        drawn = [(tile.title, tile.subtitle, tile.icon, tile.colour) for tile in self.tiles]
        text = json.dumps([wanted, drawn, self.large], sort_keys=True)
        return {**wanted, "name": f"{self.alias}#{hashlib.sha256(text.encode()).hexdigest()[:12]}"}


def menus(liff_url: str) -> Iterator[Menu]:
    """Yield every menu: those that most people see first."""
    world = World(0, liff_url)
    for kind in ("normal", "simple"):
        for language in LANGUAGES:
            yield _menu(f"{kind}-{language.lower()}", kind, language, world, {})
    for town in content("municipalities")["municipalities"]:
        words = {"municipality": localise(town["label"], "ja"), "forecast_area": town["forecast_area"]}
        yield _menu(f"{EMERGENCY}-{town['id']}", EMERGENCY, "ja", world, words)


def menu_of(resident: Resident) -> str:
    """Return the id of the menu that a resident sees on an ordinary day."""
    return menu_for(resident.language, resident.simple)


def menu_for(language: str, simple: bool) -> str:
    """Return the id of the menu in a language, in the simple mode or not."""
    return f"{'simple' if simple else 'normal'}-{language.lower()}"


def emergency_of(municipality: str) -> str:
    """Return the id of a municipality's menu for an emergency."""
    return f"{EMERGENCY}-{municipality}"


def _menu(menu_id: str, kind: str, language: str, world: World, words: Mapping[str, str]) -> Menu:
    written = content("talk/richmenu")
    return Menu(
        id=menu_id,
        chat_bar=localise(written["chat_bar"], language),
        width=written["width"],
        height=written["height"],
        columns=written[kind]["columns"],
        large=kind == "simple",
        tiles=tuple(_tile(area, language, world, words) for area in written[kind]["areas"]),
    )


def _tile(area: Mapping[str, Any], language: str, world: World, words: Mapping[str, str]) -> Tile:
    title = localise(area["title"], language).format(**words)
    subtitle = localise(area.get("subtitle", ""), language)
    return Tile(title, subtitle, area["icon"], area["colour"], _action(area, title, world, words))


def _action(area: Mapping[str, Any], title: str, world: World, words: Mapping[str, str]) -> Action:
    if "uri" in area:
        return link(title, area["uri"].format(**words))
    item = menu_item(area.get("item", "")) or {"command": area.get("command", "menu")}
    if item.get("chat"):
        return postback(title, button("open", value=item["id"]))
    return (
        link(title, page(item["path"], world)) if "path" in item else postback(title, button(item["command"]))
    )
