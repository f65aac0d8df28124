"""Every branch, with duplicates, redelivery, late arrivals and dying processes: as if on a calm day."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from madoguchi.line import client
from madoguchi.talk import receive
from madoguchi.talk.converse import SCENES
from tests.emulated_line import EmulatedLine
from tests.moto_cloud import cloud
from tests.unit.talk.walk import Fifo, Walk

APPLICATIONS = {"fills in a form": ["opinion"], "goes to the page and comes back": ["opinion"]}


@contextmanager
def walking(storm: random.Random | None) -> Iterator[Walk]:
    with cloud() as running, EmulatedLine() as line, pytest.MonkeyPatch.context() as patched:
        queue = Fifo()
        patched.setattr(client, "send", line.send)
        patched.setattr(receive, "call", queue.call)
        walk = Walk(line, queue, storm)
        walk.go()
        walk.plans = sum(one["sk"]["S"] == "PLAN" for one in running.items("drills_table"))
        yield walk


@pytest.fixture(scope="module")
def calm() -> Walk:
    with walking(None) as walk:
        walk.result = walk.outcome()
    return walk


def test_the_walk_meets_every_scene(calm: Walk):
    assert set(SCENES) - calm.scenes == {"nothing"}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_changes_neither_what_residents_see_nor_what_is_kept(calm: Walk, seed: int):
    with walking(random.Random(seed)) as stormy:
        outcome = stormy.outcome()
        for name, expected in calm.result.items():
            assert outcome[name] == expected, name
            assert outcome[name]["applications"] == APPLICATIONS.get(name, []), name
        assert stormy.plans == calm.plans == 1
        print(
            json.dumps({"seed": seed, "residents": len(outcome), "scenes": len(stormy.scenes), **stormy.met})
        )
    assert min(stormy.met[one] for one in ("duplicates", "redeliveries", "after newer events", "deaths")) > 5
