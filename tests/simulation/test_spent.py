"""LINE's monthly limit is reached in the middle of a broadcast: nobody is lost, told twice."""

import pytest

from tests.simulation.checker import judge
from tests.simulation.plan import Plan
from tests.simulation.world import SENDERS, World


@pytest.mark.parametrize("personal", [False, True], ids=["alike", "personal"])
def test_when_the_month_is_spent_whoever_buys_more_reaches_the_rest(personal):
    members = 120 if personal else 4000
    world = World(0, Plan(members=members, personal=personal, month=members // 2 - 10, buys_after=5 * 3600.0))
    world.run()
    verdict = judge(world)
    assert verdict.is_clean
    assert verdict.accepted == verdict.planned == world.line.delivered.total()
    steps = [(step.what, step.by) for step in world.broadcasts.find("b1").history]
    assert steps[1:] == [("paused", "LINE"), ("resumed", "duty officer")] * 2
    # Not asked again by the round of the queue, nor of the reconciler: once by each sender, at most.
    assert world.line.spent <= 2 * SENDERS


def test_when_the_month_is_spent_whoever_cancels_leaves_the_rest_to_another_month():
    world = World(0, Plan(members=4000, month=2000))
    world.run()
    verdict = judge(world)
    assert verdict.is_clean
    assert (verdict.accepted + verdict.cancelled, verdict.unknown) == (4000, 0)
    assert 0 < world.line.delivered.total() == verdict.accepted <= 2000
