"""Two people who both want the rest of a cancelled broadcast to be sent, at the same moment."""

from typing import TYPE_CHECKING

from madoguchi.broadcast.audience import left_over
from madoguchi.broadcast.definition.model import OVER
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.lifecycle.cancel import cancel
from tests.simulation.plan import SEND_AT

if TYPE_CHECKING:
    from tests.simulation.world import World

COMPLETING = ("c1", "c2")
WATCHES_SECONDS, LOOKS_AGAIN_SECONDS, GIVES_UP_SECONDS = 600.0, 400.0, 4000.0


class Completing:
    """Drafts of both are scheduled for one moment; whichever is not frozen in its hour is cancelled."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.is_due = world.plan.complete_at is not None

    def begin(self) -> None:
        """Cancel when the first people were reached, unless the plan says when; later, complete."""
        plan, hub = self._world.plan, self._world.hub
        if plan.complete_at is None:
            return
        if plan.cancel_at is None:
            hub.spawn(self._cancel, SEND_AT)
        hub.spawn(self._complete, plan.complete_at)

    def _cancel(self) -> None:
        world = self._world
        if any(name == "b1" for _, name, _ in world.line.accepted):
            world.staff.press(cancel, "b1")
        elif world.hub.now < SEND_AT + WATCHES_SECONDS:
            world.hub.spawn(self._cancel, 0.1)

    def _complete(self) -> None:
        world = self._world
        left = world.broadcasts.find("b1")
        if left.state not in OVER:
            world.hub.spawn(self._complete, LOOKS_AGAIN_SECONDS)
            return
        self.is_due = False
        if not left.totals.get("cancelled", 0) + left.totals.get("rejected", 0):
            return
        addressees = left_over.addressees(self._ports(), "b1")
        for name in COMPLETING:
            world.staff.schedule(name, addressees, world.hub.now + 5, left.planned)
            world.hub.spawn(lambda name=name: world.start(name, retries=2), 5.0)
            world.hub.spawn(lambda name=name: self._give_up(name), GIVES_UP_SECONDS)

    def _give_up(self, name: str) -> None:
        if not self._world.broadcasts.find(name).attempt:
            self._world.staff.press(cancel, name)

    def _ports(self) -> Ports:
        return self._world.ports()
