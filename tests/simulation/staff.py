"""What staff do in a run: they draft broadcasts, press switches, and correct what went out."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Addressees, Approval, Broadcast, Kind, State
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.lifecycle.cancel import cancel
from madoguchi.broadcast.lifecycle.pause import pause, resume
from madoguchi.broadcast.message import personal
from madoguchi.runtime.errors import NotFound, NotInThisState
from tests.simulation.plan import EPOCH

if TYPE_CHECKING:
    from tests.simulation.world import World

PATIENCE_SECONDS = 300.0

Switch = Callable[[Ports, str, str], Broadcast]


class Staff:
    """Those who answer for a world's broadcasts; `owes_correction` while one is still to be sent."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._pressed: set[tuple[str, str]] = set()
        self._calls_left = world.plan.cancel_after
        self.owes_correction = world.plan.correct_at is not None
        world.line.on_accepted = self._watch

    def begin(self) -> None:
        """Press each switch at its time, and correct."""
        plan, hub, main = self._world.plan, self._world.hub, self._world.main
        for at, switch in ((plan.pause_at, pause), (plan.resume_at, resume), (plan.cancel_at, cancel)):
            if at is not None:
                hub.spawn(lambda switch=switch: self.press(switch, main), at)
        if plan.correct_at is not None:
            hub.spawn(self._correct, plan.correct_at)

    def schedule(
        self,
        broadcast_id: str,
        addressees: Addressees,
        send_at: float,
        counted: int,
        kind: Kind = Kind.ROUTINE,
    ) -> None:
        """Keep a broadcast that is approved and waits for its time."""
        world = self._world
        world.ids.append(broadcast_id)
        at = EPOCH + timedelta(seconds=send_at)
        place = ":{municipality}" if world.plan.personal else ""
        messages = {
            language: [{"type": "text", "text": f"{broadcast_id}:{language}{place}"}]
            for language in ("ja", "en")
        }
        draft = Broadcast(broadcast_id, kind, "text", "hash", ("ja", "en"), addressees, at, counted, "author")
        # Staff must write a common text where nobody may be left out: an emergency, a correction.
        has_common = world.plan.common or bool(place and (addressees.corrects or kind is Kind.EMERGENCY))
        if has_common:
            messages |= {
                f"{one}-common": [{"type": "text", "text": f"{broadcast_id}:{one}"}] for one in messages
            }
        placeholders = ("municipality",) if place else ()
        # What c1 and c2 complete has left out the same people.
        missing = () if has_common or addressees.completes else placeholders
        personal.check_reach(kind, addressees, missing)
        draft = replace(draft, placeholders=placeholders, has_common=has_common)
        approvals = tuple(Approval(by, world.now(), draft.approval_hash()) for by in ("approver", "director"))
        approved = replace(draft, approvals=approvals, state=State.APPROVED)
        world.broadcasts.keep_messages(broadcast_id, "hash", messages)
        world.broadcasts.add(model.schedule(approved, "author", world.now()))
        world.broadcasts.open(broadcast_id)

    def press(self, switch: Switch, broadcast_id: str) -> None:
        """Whoever presses a switch presses it again until it says that it is done, or that it is too late."""

        def work() -> bool:
            # An occurrence that is not made yet can be stopped only with its series.
            with suppress(NotInThisState, NotFound):
                switch(self._world.ports(), broadcast_id, "duty officer")
                self._pressed.add((switch.__name__, broadcast_id))
            return True

        if not self._world.hub.invoke(work, PATIENCE_SECONDS):
            # Dead on the way: it may have been done.
            self._pressed.add((switch.__name__, broadcast_id))
            self._world.hub.spawn(lambda: self.press(switch, broadcast_id), 5.0)

    def may_stop(self, broadcast_id: str) -> bool:
        """Whether a person may have cancelled it."""
        return ("cancel", broadcast_id) in self._pressed

    def _watch(self, broadcast_id: str) -> None:
        """Somebody watches the first messages go out, and sees what is wrong with them."""
        world = self._world
        if broadcast_id == world.main and self._calls_left:
            self._calls_left -= 1
            if not self._calls_left:
                world.hub.spawn(lambda: self.press(cancel, world.main))

    def _correct(self) -> None:
        world = self._world
        if not world.has(world.main) or not world.broadcasts.find(world.main).attempt:
            self.owes_correction = False
            return
        corrected = world.broadcasts.find(world.main)
        if corrected.state in model.SENDING:
            self.press(world.hub.random.choice([pause, cancel]), world.main)
            world.hub.spawn(self._correct, 20.0)
            return
        begin = world.hub.now + 5
        self.schedule("b2", Addressees(corrects=world.main), begin, corrected.planned)
        self.owes_correction = False
        world.hub.spawn(lambda: world.start("b2", retries=2), 5.0)
