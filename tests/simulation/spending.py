"""LINE takes no more messages this month: somebody buys as many again and resumes, or cancels."""

from typing import TYPE_CHECKING

from madoguchi.broadcast.definition.model import RUNNING, State
from madoguchi.broadcast.lifecycle.cancel import cancel
from madoguchi.broadcast.lifecycle.pause import resume

if TYPE_CHECKING:
    from tests.simulation.world import World

THINKS_SECONDS = 600.0


class Spending:
    """Whoever reads the alarm: one at a time, and anew when the month is spent again."""

    def __init__(self, world: "World") -> None:
        self._world, self._is_called = world, False
        world.line.month = world.plan.month
        world.line.on_spent = self._call

    def _call(self) -> None:
        if not self._is_called:
            self._is_called = True
            buys_after = self._world.plan.buys_after
            self._world.hub.spawn(self._decide, THINKS_SECONDS if buys_after is None else buys_after)

    def _decide(self) -> None:
        world, self._is_called = self._world, False
        found = [world.broadcasts.find(one) for one in filter(world.has, world.ids)]
        if world.plan.buys_after is None:
            for one in found:
                if one.state in RUNNING:
                    world.staff.press(cancel, one.id)
            return
        world.line.month += world.plan.month
        for one in found:
            if one.state is State.PAUSED:
                world.staff.press(resume, one.id)
