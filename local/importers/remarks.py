"""Rules that municipalities hide in remarks: closed for a hazard, upper floors only, not to be published."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from madoguchi.drill.shelters import HAZARDS, Hazard

RULES = Path(__file__).parent / "remarks.toml"
WATER: frozenset[Hazard] = frozenset(("flood", "inland_flood"))


@dataclass(frozen=True)
class Remark:
    """What a remark takes back or asks for."""

    unusable_for: frozenset[Hazard] = frozenset()
    upper_floors_for: frozenset[Hazard] = frozenset()
    unpublished: bool = False


def read_remark(text: str) -> Remark:
    """Read one remark (or a name that carries one)."""
    rules = _rules()
    wording = rules["wording"]
    unusable: set[Hazard] = set()
    upper: set[Hazard] = set()
    spoken_of: frozenset[Hazard] = frozenset()
    for clause in re.split(wording["clauses"], normalize("NFKC", text)):
        named = _hazards_named(clause)
        spoken_of = named or spoken_of
        if re.search(wording["upper_floors"], clause):
            # Whoever must go upstairs for a river must do so for a drain.
            upper |= spoken_of | WATER if spoken_of & WATER or not spoken_of else spoken_of
        elif re.search(wording["unusable"], clause):
            unusable |= spoken_of or frozenset(HAZARDS)
        elif re.search(wording["unusable_if_named"], clause):
            unusable |= named
    return Remark(frozenset(unusable), frozenset(upper), bool(re.search(wording["unpublished"], text)))


def is_for_everybody(accepts: str) -> bool:
    """Whether a shelter's 受入対象者 leaves it open to the general public."""
    return not accepts or bool(re.search(_rules()["wording"]["everybody"], accepts))


def _hazards_named(clause: str) -> frozenset[Hazard]:
    words = _rules()["hazards"]
    return frozenset(hazard for hazard in HAZARDS if any(word in clause for word in words[hazard]))


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(RULES.read_text(encoding="utf-8"))
