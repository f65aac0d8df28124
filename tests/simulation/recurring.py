"""A series with one day, and people who leave that day out, or stop the series, in the second of its hour."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from madoguchi.broadcast.definition import series
from madoguchi.broadcast.definition.calendar import Every, Recurrence
from madoguchi.broadcast.definition.model import Addressees, Kind
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.definition.series import Series
from madoguchi.broadcast.lifecycle import recur
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import AlreadyBegun, NotInThisState
from tests.simulation.plan import EPOCH, SEND_AT

if TYPE_CHECKING:
    from tests.simulation.world import World

SERIES, OCCURRENCE = "s1", "s1-20260601"
PATIENCE_SECONDS = 300.0


class Recurring:
    """The series of a world; `silenced` are occurrences of which somebody was told that there is none."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.silenced: set[str] = set()

    def begin(self) -> None:
        """Let an approved series run, of which SEND_AT is the only moment."""
        world = self._world
        moment = (EPOCH + timedelta(seconds=SEND_AT)).astimezone(JST)
        rule = Recurrence(Every.DAY, moment.time(), moment.date(), moment.date())
        texts = {
            language: [{"type": "text", "text": f"{OCCURRENCE}:{language}"}] for language in ("ja", "en")
        }
        draft = Series(
            SERIES,
            Kind.ROUTINE,
            "text",
            "hash",
            ("ja", "en"),
            Addressees(world.residents.segment),
            rule,
            len(world.residents.members),
            "author",
        )
        world.broadcasts.keep_messages(SERIES, "hash", texts)
        world.series.add(draft)
        world.series.replace(series.approve(draft, "approver", draft.approval_hash(), EPOCH))
        world.series.run(SERIES)
        world.ids.append(OCCURRENCE)
        for at, silence in ((world.plan.skip_at, self._skip), (world.plan.stop_at, self._stop)):
            if at is not None:
                world.hub.spawn(lambda silence=silence: self._silence(silence), at)

    def _silence(self, silence: Callable[[Ports], bool]) -> None:
        """Whoever wants no occurrence asks again until told that there is none, or that it has begun."""
        is_silent = self._world.hub.invoke(lambda: silence(self._world.ports()), PATIENCE_SECONDS)
        if is_silent is None:
            self._world.hub.spawn(lambda: self._silence(silence), 5.0)
        elif is_silent:
            self.silenced.add(OCCURRENCE)

    def _skip(self, ports: Ports) -> bool:
        try:
            recur.skip(ports, SERIES, self._world.now().astimezone(JST).date(), "duty officer")
        except AlreadyBegun:
            return False
        return True

    def _stop(self, ports: Ports) -> bool:
        with suppress(NotInThisState):
            recur.stop(ports, SERIES, "duty officer")
        return OCCURRENCE not in recur.under_way(ports, ports.series.find(SERIES))
