"""Numbers for everybody, published so that nobody's answers can be worked out from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.drill.assembly import Numbers as NumbersOf
from madoguchi.drill.edition import edition as edition_of
from madoguchi.drill.scoring import DIMENSIONS
from madoguchi.runtime.content import content

LEAST = 20
"""Fewer runs than this are not shown, nor can they be had by subtraction."""
AGES = ("u19", "20s", "30s", "40s", "50s", "60s", "70s", "80s")
DELAYS = ("week", "month", "later")

type Means = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Table:
    """One breakdown: `shown` holds means by part, in order; `hidden` parts are in the total alone.

    `runs` of all parts together is None while even that is too small.
    """

    runs: int | None
    shown: Mapping[str, Means]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """What may be shown of an edition.

    `steps` are visits (estimated from one in 16) by page of the drill; `again` is the share of right answers,
    in percent, when questions came back: of those missed at first, and of those known.
    """

    edition: str
    towns: Table
    ages: Table
    steps: Mapping[str, int]
    again: Mapping[str, Means]


def published(edition: str, store: NumbersOf) -> Published:
    """Read an edition's numbers. 32 read units at most. Raises NotFound for an edition that is not there."""
    pages = edition_of(edition).flow.pages
    sums = store.read(edition)
    codes = [town["id"] for town in content("municipalities")["municipalities"]]
    steps = {page.id: sums.get(f"step#{page.id}", {}).get("visits", 0) for page in pages}
    return Published(
        edition,
        table({code: sums.get(f"town#{code}", {}) for code in codes}),
        table({age: sums.get(f"age#{age}", {}) for age in AGES}),
        # A visit in the sample stands for 16: one visitor alone is below the limit, two are above.
        steps if min(steps.values()) >= LEAST * 2 else {},
        {delay: found for delay in DELAYS if (found := _again(sums.get(f"again#{delay}", {})))},
    )


def table(sums: Mapping[str, Mapping[str, int]]) -> Table:
    """Hide small counts, and as many more as it takes that the hidden ones together are not small either."""
    runs = {part: one.get("runs", 0) for part, one in sums.items()}
    hidden = _hidden(runs)
    shown = {part: _means(one) for part, one in sums.items() if part not in hidden and runs[part]}
    total = sum(runs.values())
    return Table(total if total >= LEAST else None, shown, tuple(part for part in runs if part not in shown))


def _hidden(runs: Mapping[str, int]) -> set[str]:
    ascending = sorted(runs, key=lambda part: (runs[part], part))
    hidden = {part for part in ascending if runs[part] < LEAST}
    for part in ascending:
        counted = [runs[one] for one in hidden if runs[one]]
        # The total minus what is shown is the hidden sum: it must be of two parts at least, and not small.
        if not counted or (len(counted) > 1 and sum(counted) >= LEAST):
            break
        hidden.add(part)
    return hidden


def _means(sums: Mapping[str, int]) -> dict[str, float]:
    runs = sums["runs"]
    means = {name: round(sums.get(name, 0) / runs, 1) for name in ("total", *DIMENSIONS)}
    surveyed = {name: round(sums[name] / runs, 2) for name in ("before", "after") if name in sums}
    full = round(100 * sums.get("full_marks", 0) / runs)
    return {"runs": float(runs), **means, "full_marks_percent": float(full), **surveyed}


def _again(sums: Mapping[str, int]) -> dict[str, float]:
    people = sums.get("people", 0)
    if people < LEAST:
        return {}
    shares = {
        f"right_{kind}_percent": round(100 * sums[f"right_{kind}"] / sums[f"asked_{kind}"], 1)
        for kind in ("missed", "known")
        if sums.get(f"asked_{kind}", 0) >= LEAST
    }
    return {"people": float(people), **shares}
