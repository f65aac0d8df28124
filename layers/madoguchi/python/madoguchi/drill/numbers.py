"""Numbers by municipality, published so that nobody's answers can be worked out from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.drill.assembly import Store
from madoguchi.drill.scoring import DIMENSIONS
from madoguchi.runtime.content import content

LEAST = 20
"""Fewer runs than this are not shown, nor can they be had by subtraction."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What may be shown. `towns` holds means by municipality; `hidden` towns are in the total alone.

    `runs` of all towns together is None while even that is too small.
    """

    edition: str
    runs: int | None
    towns: Mapping[str, Mapping[str, float]]
    hidden: tuple[str, ...]


def numbers(edition: str, store: Store) -> Numbers:
    """Read an edition's numbers of all municipalities. 1 read unit for each."""
    codes = [town["id"] for town in content("municipalities")["municipalities"]]
    return publishable(edition, {code: store.numbers(edition, code) for code in codes})


def publishable(edition: str, sums: Mapping[str, Mapping[str, int]]) -> Numbers:
    """Hide small counts, and as many more as it takes that the hidden ones together are not small either."""
    runs = {code: one.get("runs", 0) for code, one in sums.items()}
    hidden = _hidden(runs)
    shown = {code: _means(sums[code]) for code in runs if code not in hidden}
    total = sum(runs.values())
    return Numbers(edition, total if total >= LEAST else None, shown, tuple(sorted(hidden)))


def _hidden(runs: Mapping[str, int]) -> set[str]:
    ascending = sorted(runs, key=lambda code: (runs[code], code))
    hidden = {code for code in ascending if runs[code] < LEAST}
    for code in ascending:
        counted = [runs[one] for one in hidden if runs[one]]
        # The total minus what is shown is the hidden sum: it must be of two towns at least, and not small.
        if not counted or (len(counted) > 1 and sum(counted) >= LEAST):
            break
        hidden.add(code)
    return hidden


def _means(sums: Mapping[str, int]) -> dict[str, float]:
    runs = sums["runs"]
    means = {name: round(sums.get(name, 0) / runs, 1) for name in ("total", *DIMENSIONS)}
    return {"runs": float(runs), **means}
