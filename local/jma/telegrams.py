"""The agency's XML telegrams: warnings by municipality (VPWW55 to 61), and floods river by river (VXKO)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError, fromstring

from local.jma.feeds import Unreadable
from local.jma.model import Bulletin, Kind

BY_MUNICIPALITY = "気象警報・注意報（市町村等）"
BY_RIVER = "指定河川洪水予報"
_LEVEL = re.compile(r"警戒レベル([1-5])")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a river, by its gauges (codes), with the level that the text speaks of."""

    stations: frozenset[str]
    level: int | None
    text: str


@dataclass(frozen=True, slots=True)
class RiverForecast:
    """One river telegram: its head speaks of the worst stretch, each section of its own."""

    river: str
    code: str
    level: int | None
    issued_at: datetime
    status: str
    sections: tuple[Section, ...]
    stations_of: Mapping[str, frozenset[str]]

    def level_for(self, municipality: str) -> int | None:
        """Return the level of the stretches that flood a municipality (5-digit code).

        A town that no section names gets the head's level, which is never lower.
        """
        stations = self.stations_of.get(f"{municipality}00", frozenset())
        levels = [section.level for section in self.sections if section.stations & stations]
        known = [level for level in levels if level is not None]
        return max(known) if known and len(known) == len(levels) else self.level


def read_warnings(content: bytes) -> Bulletin:
    """Read a warnings telegram. Only the body counts: the head has no status. Raises Unreadable."""
    report = _report(content)
    tables = [one for one in report.iterfind(".//{*}Body/{*}Warning") if one.get("type") == BY_MUNICIPALITY]
    if not tables:
        raise Unreadable("no warnings by municipality in this telegram")
    return Bulletin(
        series=_text(report, ".//{*}Control/{*}Title"),
        kind="areas",
        issued_at=datetime.fromisoformat(_text(report, ".//{*}Head/{*}ReportDateTime")),
        areas={
            _text(item, "{*}Area/{*}Code"): tuple(_kinds(item))
            for table in tables
            for item in table.iterfind("{*}Item")
        },
        status=_text(report, ".//{*}Control/{*}Status"),
        withdrawn=_text(report, ".//{*}Head/{*}InfoType") == "取消",
    )


def read_river(content: bytes) -> RiverForecast:
    """Read a river telegram with the level of each of its sections. Raises Unreadable."""
    report = _report(content)
    kind = report.find(".//{*}Head//{*}Item/{*}Kind")
    table = report.find(".//{*}Body/{*}Warning")
    if kind is None or table is None or table.get("type") != BY_RIVER:
        raise Unreadable("no river forecast in this telegram")
    items = table.findall("{*}Item")
    return RiverForecast(
        river=_text(report, ".//{*}Head//{*}Areas/{*}Area/{*}Name"),
        code=_text(kind, "{*}Code"),
        level=_level(_text(report, ".//{*}Head/{*}Headline/{*}Text")),
        issued_at=datetime.fromisoformat(_text(report, ".//{*}Head/{*}ReportDateTime")),
        status=_text(report, ".//{*}Control/{*}Status"),
        sections=tuple(_section(item) for item in items if item.find("{*}Stations") is not None),
        stations_of=_stations_of(items),
    )


def _section(item: Element) -> Section:
    text = _text(item, "{*}Kind/{*}Property/{*}Text")
    codes = item.iterfind("{*}Stations/{*}Station/{*}Code")
    return Section(frozenset(code.text or "" for code in codes), _level(text), text)


def _stations_of(items: list[Element]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for area in (area for item in items for area in item.iterfind("{*}Areas/{*}Area")):
        if area.get("codeType") == "水位観測所":
            city = _text(area, "{*}CityCode")
            found[city] = found.get(city, frozenset()) | {_text(area, "{*}Code")}
    return found


def _kinds(item: Element) -> Iterator[Kind]:
    for kind in item.iterfind("{*}Kind"):
        name = unicodedata.normalize("NFKC", _text(kind, "{*}Name"))
        yield Kind(_text(kind, "{*}Code"), _text(kind, "{*}Status"), name)


def _level(text: str) -> int | None:
    found = _LEVEL.search(unicodedata.normalize("NFKC", text))
    return int(found[1]) if found else None


def _text(part: Element, path: str) -> str:
    return (part.findtext(path) or "").strip()


def _report(content: bytes) -> Element:
    try:
        # Expat itself refuses entities that explode, and ElementTree reads no others.
        return fromstring(content)
    except ParseError as error:
        raise Unreadable(f"not XML: {error}") from error
