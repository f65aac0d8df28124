"""Thirty worlds on every run (`make simulate-broadcast SEEDS=500` for more), and a checker that sees."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from madoguchi.broadcast.model import Broadcast
from madoguchi.broadcast.ports import Register
from madoguchi.residents.model import Resident
from tests.simulation.broadcast import simulate
from tests.simulation.broken import PLANTED, live_words
from tests.simulation.checker import judge
from tests.simulation.memory import MemoryAttention
from tests.simulation.residents import Residents
from tests.simulation.seeds import plan_of
from tests.simulation.world import SEND_AT, Plan, World

SMALL = Plan(members=12, starts=(SEND_AT,))


@pytest.mark.parametrize("seed", range(30))
def test_nobody_is_lost_or_told_twice(seed):
    verdict = simulate(seed)
    assert verdict.is_clean, f"seed {seed}: {verdict} in {plan_of(seed)}"


def test_a_kind_world_accepts_everybody():
    world = World(0, Plan(members=2000))
    world.run()
    verdict = judge(world)
    assert (verdict.planned, verdict.accepted) == (2000, 2000)


def steps_of(plan):
    world = World(0, plan)
    world.run()
    return world.hub.steps


@pytest.mark.parametrize(
    "plan",
    [
        SMALL,
        Plan(members=12, cancel_at=SEND_AT + 1.5),
        Plan(members=12, correct_at=SEND_AT + 400),
        Plan(members=12, pause_at=SEND_AT + 1.2, resume_at=SEND_AT + 30),
        Plan(members=12, starts=(SEND_AT,), rivals=1, limited=0.5),
        Plan(members=6, personal=True),
        Plan(members=12, recurs=True),
    ],
    ids=[
        *("a delivery", "a cancellation", "a correction", "a pause"),
        *("two broadcasts and budgets", "personal messages", "a series"),
    ],
)
def test_a_crash_at_every_single_call_harms_nobody(plan):
    for step in range(1, steps_of(plan) + 1):
        world = World(0, Plan(**{**vars_of(plan), "crash_at_step": step}))
        world.run()
        verdict = judge(world)
        assert verdict.is_clean, f"step {step}: {verdict}"
        assert world.hub.crashes == 1


def vars_of(plan):
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.__name__)
def test_a_protocol_that_only_looks_right_is_caught(bug):
    assert any(not simulate(seed, bug).is_clean for seed in range(60))


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.__name__)
def test_in_a_kind_world_every_protocol_looks_right(bug):
    is_personal = bug is live_words
    world = World(0, Plan(members=120 if is_personal else 1200, personal=is_personal), bug)
    world.run()
    assert judge(world).is_clean


class LaxAttention(MemoryAttention):
    """Enters an attempt without looking whether another came first."""

    def freeze(self, broadcast: Broadcast, before: Register) -> None:
        super().freeze(broadcast, self.register(before.month))


def test_budgets_that_two_broadcasts_read_at_once_are_spent_once():
    plan = Plan(members=600, rivals=2, limited=0.5, resting=0.1)
    for seed in range(5):
        world = World(seed, plan)
        world.run()
        assert judge(world).is_clean


def test_a_charge_that_overlooks_another_is_caught():
    world = World(0, Plan(members=600, rivals=2, limited=0.5))
    world.attention = LaxAttention(world.broadcasts)
    world.run()
    assert judge(world).disturbed


def test_who_moves_behind_the_reading_is_not_missed():
    for seed in range(10):
        world = World(seed, Plan(members=1500, towns=4, moves=200))
        world.run()
        assert judge(world).is_clean


class UnseenMoves(Residents):
    """Moves that nobody notes."""

    def _since(self, _began: datetime, _number: int) -> Iterator[list[Resident]]:
        yield []


def test_moves_that_nobody_notes_are_caught():
    verdicts = []
    for seed in range(10):
        world = World(seed, Plan(members=1500, towns=4, moves=200))
        world.residents = UnseenMoves(world.hub, 1500, towns=4)
        world.run()
        verdicts.append(judge(world))
    assert sum(verdict.lost for verdict in verdicts)
