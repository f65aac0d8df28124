"""The whole drill: look-ups, score and attempt, beside brute force and an oracle, in one run.

    python -m tests.bench.drill                       builds a synthetic prefecture first (some minutes)
    python -m tests.bench.drill --work FOLDER         keeps and reuses it
    python -m tests.bench.drill --attempts-only       residents and attempts alone, over the committed sample

Random residents with random choices: every score is compared with an oracle written from the official
tables, every offered site with what it must withstand, every card with the three conditions of staying.
An attempt is what a finished drill costs us without the network: scored, written as an item, card and sites.
Units are those that DynamoDB charges for the items written. The last line is JSON.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any
from unittest.mock import patch

from madoguchi.drill import numbers_store
from madoguchi.drill import store as drill_store
from madoguchi.drill.assembly import Ground
from madoguchi.drill.campaign_store import CampaignStore
from madoguchi.drill.card_store import CardStore
from madoguchi.drill.edition import EDITIONS, HEAVY_RAIN, edition, facts_of, town_name
from madoguchi.drill.finish import Finished, finish
from madoguchi.drill.model import read_situation
from madoguchi.drill.numbers_store import NumbersStore
from madoguchi.drill.plan import plan_card
from madoguchi.drill.refuges import refuges, refuges_near, threats
from madoguchi.drill.resident_store import DrillResidentStore
from madoguchi.drill.scoring import score
from madoguchi.runtime.content import content
from tests.bench import drill_lookup
from tests.hazard_layer import deployed, sample_layer
from tests.moto_cloud import content_on_path
from tests.unit.drill import oracle, typhoon_oracle
from tests.unit.drill.households import COMPANIONS, FLOOD, FLOOD_DAYS, FLOOR, GRADED, LANDSLIDE, SUPPLY_DAYS

ROOT = Path(__file__).resolve().parents[2]
RESIDENTS = 100_000
ATTEMPTS = 5_000
CHARGED_WRITE_BYTES = 1024
LATITUDES, LONGITUDES = (36.0, 37.05), (138.4, 139.67)
AT_HOME = "自宅の、水が来ない階"


@dataclass
class Found:
    """What a run has seen."""

    score_seconds: list[float] = field(default_factory=list)
    wrong_scores: int = 0
    told_to_stay: int = 0
    unusable_sites: int = 0
    offered_sites: int = 0


@dataclass
class Table:
    """Stands for DynamoDB: takes writes and keeps the most that each operation would be charged."""

    write_units: dict[str, int] = field(default_factory=dict)

    def call(self, operation: str, **request: Any) -> dict[str, Any]:
        # What an update leaves behind is as big as its values and key: far below a unit.
        written = request.get("Item", request.get("ExpressionAttributeValues"))
        units = -(-_bytes(written) // CHARGED_WRITE_BYTES)
        self.write_units[operation] = max(units, self.write_units.get(operation, 0))
        return {}


def main(arguments: list[str]) -> int:
    """Measure; 0 when nothing disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--points", type=int, default=drill_lookup.POINTS)
    parser.add_argument("--residents", type=int, default=RESIDENTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--attempts-only", action="store_true")
    options = parser.parse_args(arguments)
    content_on_path()
    shared = Path(os.environ.get("MADOGUCHI_SHARED_DATA", ROOT.parent / "shared" / "data"))
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work or Path(scratch)
        if options.attempts_only:
            layer = sample_layer()
        elif (shared / "n03").is_dir():
            result = drill_lookup.measure(shared, work, options.points, options.seed)
            layer = work / "layer"
        else:
            print(f"no open data at {shared}: set MADOGUCHI_SHARED_DATA", file=sys.stderr)
            return 2
        with deployed(layer):
            result |= measure(options.residents, options.seed)
    print(json.dumps(result))
    return 1 if _disagreements(result) else 0


def measure(residents: int, seed: int) -> dict[str, Any]:
    """Judge residents against the oracle and time whole attempts."""
    found, chance, place = Found(), random.Random(seed), random.Random(seed + 1)
    for name, home, decided in _residents(residents, chance):
        _judge(name, home, decided, found, place)
    table, seconds = Table(), []
    with (
        patch.object(drill_store, "dynamodb", table.call),
        patch.object(numbers_store, "dynamodb", table.call),
    ):
        ground = Ground(
            drill_store.DrillStore("drills"),
            CardStore("drills"),
            DrillResidentStore("drills"),
            NumbersStore("drills"),
            CampaignStore("drills"),
            _tell_nobody,
        )
        for number, (name, home, decided) in enumerate(_residents(ATTEMPTS, chance)):
            started = time.perf_counter()
            _attempt(name, {**home, **decided}, f"{number:032}", ground)
            seconds.append(time.perf_counter() - started)
    return {
        "score": {
            "p50_ms": _percentile(found.score_seconds, 50),
            "p99_ms": _percentile(found.score_seconds, 99),
        },
        "attempt": {"p50_ms": _percentile(seconds, 50), "p99_ms": _percentile(seconds, 99)},
        "residents": {
            "count": residents,
            "wrong_scores": found.wrong_scores,
            "told_to_stay_without_the_three_conditions": found.told_to_stay,
            "sites_offered": found.offered_sites,
            "unusable_sites": found.unusable_sites,
        },
        "units": {"write_each_attempt": table.write_units, "read_each_plan": 1},
    }


def _residents(count: int, chance: random.Random) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    towns = [town["id"] for town in content("municipalities")["municipalities"]]
    for _ in range(count):
        known = ("yes", "no", "unknown")
        home = {
            "municipality": chance.choice(towns),
            "flood": chance.choice(FLOOD),
            "house_collapse": chance.choice(known),
            "landslide": chance.choice(LANDSLIDE),
            "surroundings": chance.choice(known),
            "building": chance.choice(("wooden", "concrete", "unknown")),
            "floor": chance.choice(FLOOR),
            "flood_days": chance.choice(FLOOD_DAYS),
            "supply_days": chance.choice(SUPPLY_DAYS),
            "companions": chance.sample(COMPANIONS, chance.randrange(1, 4))
            if chance.random() < 0.6
            else ["nobody"],
            "relatives": chance.choice(known),
            "car": chance.choice(("yes", "no")),
        }
        name = chance.choice(EDITIONS)
        graded = GRADED if name == HEAVY_RAIN else typhoon_oracle.GRADED
        yield name, home, {question: chance.choice(ids) for question, ids in graded.items()}


def _judge(
    name: str, home: dict[str, Any], decided: dict[str, str], found: Found, place: random.Random
) -> None:
    answers = {**home, **decided}
    started = time.perf_counter()
    facts = facts_of(answers)
    total = score(edition(name).questions, answers, facts).total
    found.score_seconds.append(time.perf_counter() - started)
    expected = oracle if name == HEAVY_RAIN else typhoon_oracle
    found.wrong_scores += total != expected.total(home, decided)
    lines = next(one.lines for one in plan_card(content("drills/plan"), facts, "") if one.id == "where")
    stays = any(AT_HOME in (line if isinstance(line, str) else line["ja"]) for line in lines)
    found.told_to_stay += stays and not oracle.can_stay(home)
    situation = read_situation(home)
    at = refuges(situation)
    # The same home, somewhere on the map: by position the nearest sites are others.
    near = refuges_near(place.uniform(*LATITUDES), place.uniform(*LONGITUDES), situation)
    for site in (*(at.sites if at else ()), *near.sites):
        found.offered_sites += 1
        found.unusable_sites += not site.usable_for.issuperset(threats(situation))


def _attempt(name: str, answers: dict[str, Any], client_key: str, ground: Ground) -> None:
    kept = finish(Finished(edition(name), answers, client_key, "ja"), ground)
    plan_card(content("drills/plan"), facts_of(kept.answers), town_name(kept.municipality))
    refuges(read_situation(kept.answers))


def _tell_nobody(*_: object) -> None:
    """Take a notice; visitors have none."""


def _disagreements(result: dict[str, Any]) -> int:
    residents = result["residents"]
    unsafe: int = residents["wrong_scores"] + residents["unusable_sites"]
    unsafe += residents["told_to_stay_without_the_three_conditions"]
    return unsafe + sum(result[name]["disagreements"] for name in ("lookup", "shelters") if name in result)


def _bytes(value: Any) -> int:
    """Count as DynamoDB does, and never too little: names and values, 3 for each nested one."""
    if isinstance(value, dict):
        return sum(len(name) + _bytes(one) + 3 for name, one in value.items())
    return len(str(value).encode())


def _percentile(seconds: list[float], percent: int) -> float:
    return round(quantiles(seconds, n=100)[percent - 1] * 1000, 3)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
