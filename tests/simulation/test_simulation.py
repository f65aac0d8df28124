"""Thirty worlds on every run (`make simulate-broadcast SEEDS=500` for more), and a checker that sees."""

from collections.abc import Collection, Iterator
from datetime import datetime

import pytest

from madoguchi.broadcast.audience import left_over
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Register
from madoguchi.broadcast.definition.series import Series
from madoguchi.residents.model import Resident
from tests.simulation.broadcast import simulate
from tests.simulation.broken import PLANTED, live_words
from tests.simulation.checker import judge
from tests.simulation.completing import COMPLETING
from tests.simulation.hub import Hub
from tests.simulation.memory import MemoryAttention, MemorySeries
from tests.simulation.plan import SEND_AT, Plan
from tests.simulation.residents import Residents
from tests.simulation.seeds import plan_of
from tests.simulation.world import World

SMALL = Plan(members=12, starts=(SEND_AT,))


@pytest.mark.parametrize("seed", range(30))
def test_nobody_is_lost_or_told_twice(seed):
    verdict = simulate(seed)
    assert verdict.is_clean, f"seed {seed}: {verdict} in {plan_of(seed)}"


def test_whoever_waits_is_not_woken_by_whom_they_sent_out():
    hub, seen = Hub(0), []

    def parent():
        hub.spawn(child)
        hub.pause(10)
        seen.append(("parent", hub.now))

    def child():
        hub.pause(1)
        seen.append(("child", hub.now))

    hub.spawn(parent)
    hub.run(60)
    assert seen == [("child", 1), ("parent", 10)]


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
        Plan(members=6, personal=True, common=True, cancel_at=SEND_AT + 1.3),
        Plan(members=12, recurs=True),
        Plan(members=12, recurs=True, skip_at=SEND_AT + 0.1),
        Plan(members=12, recurs=True, stop_at=SEND_AT + 0.1),
        Plan(members=12, cancel_at=SEND_AT + 2.5, complete_at=SEND_AT + 60),
        Plan(members=12, limited=0.5, cancel_after=1, later_at=SEND_AT + 700),
        Plan(members=12, month=8, buys_after=30.0),
        Plan(members=6, personal=True, month=4),
    ],
    ids=[
        *("a delivery", "a cancellation", "a correction", "a pause"),
        *("two broadcasts and budgets", "personal messages", "personal messages and a common text"),
        *("a series", "a day left out", "a series stopped", "the rest of a cancelled one"),
        *("budgets given back", "a month bought again", "a month spent on personal messages"),
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


class KeptCharges(MemoryAttention):
    """Leaves budgets charged for what never came."""

    def give_back(self, ref: ChunkRef, user_ids: Collection[str]) -> None:
        """Nothing is given back."""


class GenerousAttention(MemoryAttention):
    """Gives budgets back to everybody whom a cancelled broadcast charged."""

    def give_back(self, ref: ChunkRef, user_ids: Collection[str]) -> None:
        super().give_back(ref, [*user_ids, *self.charged(ref.broadcast, ref.attempt)])


def stopped_half_way(attention):
    """A broadcast that is cancelled between its chunks, and another an hour later."""
    plan = Plan(members=4000, limited=0.5, cancel_after=2, later_at=SEND_AT + 3600)
    world = World(0, plan)
    world.attention = attention(world.broadcasts)
    world.run()
    first = world.broadcasts.find("b1").totals
    assert first["accepted"] > 0 < first["cancelled"]
    return judge(world)


def test_a_message_that_never_came_spends_no_budget():
    assert stopped_half_way(MemoryAttention).is_clean


def test_a_budget_that_a_cancelled_message_keeps_is_caught():
    verdict = stopped_half_way(KeptCharges)
    assert (verdict.disturbed, verdict.withheld > 0) == (0, True)


def test_a_budget_that_is_given_back_too_freely_is_caught():
    assert stopped_half_way(GenerousAttention).disturbed


def test_an_emergency_beside_it_reaches_who_rests_and_who_wants_no_more():
    world = World(0, Plan(members=600, limited=0.5, resting=0.2, emergency=True))
    world.run()
    assert judge(world).is_clean
    assert (world.broadcasts.find("e1").planned, world.broadcasts.find("b1").planned) == (600, 480)


def test_people_with_two_places_get_one_message():
    world = World(0, Plan(members=1500, towns=4, spread=0.5))
    world.run()
    assert judge(world).is_clean
    assert world.broadcasts.find("b1").planned == 1500


def test_who_moves_behind_the_reading_is_not_missed():
    for seed in range(10):
        world = World(seed, Plan(members=1500, towns=4, moves=200, spread=0.3))
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


class LaxSeries(MemorySeries):
    """Makes an occurrence before it looks whether the series still is what it was."""

    def make(self, series: Series, occurrence: Broadcast) -> None:
        self._broadcasts.add(occurrence)
        self._broadcasts.open(occurrence.id)
        self.replace(series)


def silenced(seed, silence, kept=MemorySeries):
    """Somebody leaves out a day, or stops its series, while it occurs."""
    world = World(seed, Plan(members=12, recurs=True, **{silence: SEND_AT - 0.5 + seed / 20}))
    world.series = kept(world.broadcasts)
    world.run()
    return world, judge(world)


@pytest.mark.parametrize("silence", ["skip_at", "stop_at"])
def test_in_the_very_second_of_a_day_whoever_stops_it_is_told_the_truth(silence):
    told = []
    for seed in range(30):
        world, verdict = silenced(seed, silence)
        assert verdict.is_clean, f"seed {seed}: {verdict}"
        told.append(bool(world.recurring.silenced))
    assert set(told) == {True, False}


def test_an_occurrence_that_overlooks_a_skipped_day_is_caught():
    assert not all(silenced(seed, "skip_at", LaxSeries)[1].is_clean for seed in range(30))


def completed(seed):
    """Two people want the rest of what was cancelled after a chunk or two."""
    plan = Plan(members=4000, cancel_at=SEND_AT + 3.4 + seed / 8, complete_at=SEND_AT + 30)
    world = World(seed, plan)
    world.run()
    return world, judge(world)


def test_the_rest_of_a_cancelled_broadcast_is_sent_by_one_of_two_who_want_it():
    winners = set()
    for seed in range(12):
        world, verdict = completed(seed)
        assert verdict.is_clean, f"seed {seed}: {verdict}"
        winners |= {one for one in COMPLETING if world.has(one) and world.broadcasts.find(one).attempt}
        if world.has(COMPLETING[0]):
            assert len({user_id for _, user_id in world.line.delivered}) == 4000
    assert winners == set(COMPLETING)


def test_a_rest_that_anybody_may_take_is_caught(monkeypatch):
    monkeypatch.setattr(left_over, "require_free", lambda *_: None)
    assert sum(completed(seed)[1].duplicated for seed in range(12))
