"""The drill's numbers for everybody: a page whose charts are tables, and the same as JSON and CSV."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from madoguchi.drill.assembly import ground
from madoguchi.drill.edition import EDITIONS, HEAVY_RAIN, edition, town_name
from madoguchi.drill.numbers import LEAST, Published, Table, published
from madoguchi.drill.numbers_files import as_csv, as_json
from madoguchi.drill.scoring import DIMENSIONS
from madoguchi.flow.model import load_flow
from madoguchi.flow.text import Text
from madoguchi.runtime.content import content
from madoguchi.web.http import Answer, Request
from madoguchi.web.pages import page

KEPT_SECONDS = 300
"""So long a function answers from what it read, so that a page for everybody costs little."""
SCORES = ("total", *DIMENSIONS, "full_marks_percent")


@dataclass(frozen=True, slots=True)
class Chart:
    """One table with its bars: `first` is the measure that is drawn, `most` its full length."""

    id: str
    columns: Sequence[str]
    rows: Sequence[tuple[Text, Mapping[str, float]]]
    most: float
    runs: int | None = None

    @property
    def first(self) -> str:
        """Name the measure that is drawn."""
        return self.columns[0]


def show_numbers(request: Request) -> Answer:
    """Show an edition's numbers. Raises NotFound for an edition that is not there."""
    chosen = _chosen(request)
    found = _read(chosen, _period())
    return page(
        request,
        "drill_numbers.html.j2",
        edition=edition(chosen),
        others=[edition(other) for other in EDITIONS if other != chosen],
        charts=[chart for chart in _charts(found) if chart.rows],
        least=LEAST,
        kept_query={"edition": chosen},
    )


def give_json(request: Request) -> Answer:
    """Give an edition's numbers to programs."""
    return _file(as_json(_read(_chosen(request), _period())), "application/json")


def give_csv(request: Request) -> Answer:
    """Give an edition's numbers to spreadsheets, which know UTF-8 by its mark."""
    return _file("\ufeff" + as_csv(_read(_chosen(request), _period())), "text/csv; charset=utf-8")


def _chosen(request: Request) -> str:
    return request.query.get("edition", HEAVY_RAIN)


def _period() -> int:
    return int(time.monotonic() // KEPT_SECONDS)


@cache
def _read(chosen: str, _at: int) -> Published:
    return published(chosen, ground().numbers)


def _file(text: str, kind: str) -> Answer:
    return Answer(
        body=text, headers={"content-type": kind, "cache-control": f"public, max-age={KEPT_SECONDS}"}
    )


def _charts(found: Published) -> list[Chart]:
    ages = load_flow(content("drills/survey")["flow"]).field("age").choices
    pages = edition(found.edition).flow.pages
    steps = [(page.title, {"visits": float(found.steps[page.id])}) for page in pages if found.steps]
    most = max((float(one["visits"]) for _, one in steps), default=1.0)
    again = [({"key": f"drill_numbers_{delay}"}, means) for delay, means in found.again.items()]
    right = ("right_missed_percent", "right_known_percent", "people")
    return [
        _of_table("towns", found.towns, {code: town_name(code) for code in _parts(found.towns)}, SCORES),
        _of_table("ages", found.ages, {one.id: one.label for one in ages}, (*SCORES, "before", "after")),
        Chart("steps", ("visits",), steps, most),
        Chart("again", right, again, 100.0),
    ]


def _parts(table: Table) -> tuple[str, ...]:
    return (*table.shown, *table.hidden)


def _of_table(name: str, table: Table, names: Mapping[str, Text], measures: Sequence[str]) -> Chart:
    rows = [(names[part], table.shown.get(part, {})) for part in names] if table.shown else []
    return Chart(name, (measures[0], "runs", *measures[1:]), rows, 100.0, table.runs)
