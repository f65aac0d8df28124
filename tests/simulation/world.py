"""One run: a broadcast (and perhaps its correction) from approval to a closed ledger, in a hostile world."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.model import Addressees, Broadcast, Kind
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.definition.series import Series
from madoguchi.broadcast.delivery.deliver_chunk import deliver_chunk
from madoguchi.broadcast.delivery.pace import Pacer
from madoguchi.broadcast.lifecycle import recur
from madoguchi.broadcast.lifecycle.reconcile import reconcile_all
from madoguchi.broadcast.lifecycle.start import start
from madoguchi.runtime.errors import NotFound, Refusal
from tests.simulation.completing import Completing
from tests.simulation.hub import Hub, Remote
from tests.simulation.line import Line
from tests.simulation.memory import (
    MemoryAttention,
    MemoryBroadcasts,
    MemoryLedger,
    MemorySeries,
    MemoryTimetable,
)
from tests.simulation.plan import EPOCH, SEND_AT, Plan
from tests.simulation.queue import Queue
from tests.simulation.recurring import OCCURRENCE, SERIES, Recurring
from tests.simulation.residents import Residents
from tests.simulation.spending import Spending
from tests.simulation.staff import Staff

HORIZON = 60 * 3600.0
CALLS_A_SECOND, PUSHES_A_SECOND = 6.0, 60.0
SENDERS = 4
DELIVERY_LIMIT_SECONDS, START_LIMIT_SECONDS = 60.0, 300.0
RECONCILE_EVERY = 300.0

Deliver = Callable[[Ports, ChunkRef], bool]
Pacers = tuple[Pacer, Pacer]
Switch = Callable[[Ports, str, str], Broadcast]


class StaleBroadcasts(MemoryBroadcasts):
    """Shows senders, every other time, what a broadcast was until a second ago."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._before: dict[str, tuple[float, Broadcast]] = {}

    def replace(self, broadcast: Broadcast) -> None:
        before = self.find(broadcast.id)
        super().replace(broadcast)
        self._before[broadcast.id] = (self._hub.now, before)

    def recent(self, broadcast_id: str) -> Broadcast:
        changed_at, before = self._before.get(broadcast_id, (float("-inf"), None))
        is_stale = self._hub.now - changed_at < 1 and self._hub.random.random() < 0.5
        return before if before and is_stale else self.find(broadcast_id)


class World:
    """Everything around the room's own code, and the people who use it."""

    def __init__(self, seed: int, plan: Plan, deliver: Deliver = deliver_chunk) -> None:
        self.hub = Hub(seed)
        self.plan = plan
        self.hub.crash_rate, self.hub.crashes_left = plan.crash_rate, plan.crashes
        self.hub.crash_at_step = plan.crash_at_step
        self.broadcasts, self.ledger = StaleBroadcasts(self.hub), MemoryLedger()
        self.attention = MemoryAttention(self.broadcasts)
        self.series = MemorySeries(self.broadcasts)
        self.timetable = MemoryTimetable()
        self.residents = Residents(
            self.hub, plan.members, plan.limited, plan.resting, plan.towns, plan.spread
        )
        self.line = Line(self.hub, CALLS_A_SECOND, PUSHES_A_SECOND)
        self.queue = Queue(self.hub, lambda ref: self._deliver(deliver, ref), SENDERS)
        self.warm: list[Pacers] = []
        self.main = OCCURRENCE if plan.recurs else "b1"
        self.ids: list[str] = []
        self._set_up()
        self.staff, self.spending = Staff(self), Spending(self)
        self.recurring, self.completing = Recurring(self), Completing(self)

    def _set_up(self) -> None:
        line, plan = self.line, self.plan
        line.loses_requests, line.loses_answers = plan.loses_requests, plan.loses_answers
        line.fails_after, line.is_busy, line.outages = plan.fails_after, plan.is_busy, list(plan.outages)
        self.queue.duplicates = plan.duplicates
        members = sorted(self.residents.members)
        line.refuses_first_of = set(self.hub.random.sample(members, len(members) * plan.refused_chunks // 10))

    def has(self, broadcast_id: str) -> bool:
        """Whether there is such a broadcast: an occurrence may never have been made."""
        try:
            self.broadcasts.find(broadcast_id)
        except NotFound:
            return False
        return True

    def now(self) -> datetime:
        return EPOCH + timedelta(seconds=self.hub.now)

    def ports(self, pacers: Pacers | None = None) -> Ports:
        """What one invocation gets; a fresh process is paced from this moment on."""
        calls, pushes = pacers or self._fresh_pacers()
        return Ports(
            broadcasts=Remote(self.hub, self.broadcasts),
            ledger=Remote(self.hub, self.ledger),
            audience=self.residents,
            attention=Remote(self.hub, self.attention),
            personal=self.residents.values,
            series=Remote(self.hub, self.series),
            timetable=Remote(self.hub, self.timetable),
            is_holiday=lambda _: False,
            enqueue=self.queue.enqueue,
            send=self.line.send,
            push=self.line.push,
            insight=lambda *_: None,
            now=self.now,
            new_id=lambda: str(uuid.UUID(int=self.hub.random.getrandbits(128))),
            pace=calls.wait,
            pace_push=pushes.wait,
            sleep=self.hub.pause,
            each=lambda work, items: [work(one) for one in items],
        )

    def _fresh_pacers(self) -> Pacers:
        def fresh(a_second: float) -> Pacer:
            return Pacer(a_second / SENDERS, lambda: self.hub.now, self.hub.pause)

        return fresh(CALLS_A_SECOND), fresh(PUSHES_A_SECOND)

    def run(self) -> None:
        """Let everybody act until every broadcast is over, or sixty hours have passed."""
        self._schedule_all()
        for at in self.plan.starts:
            for broadcast_id in list(self.ids):
                self.hub.spawn(lambda one=broadcast_id: self.start(one, retries=2), at)
        for number in range(self.plan.churn):
            self.hub.spawn(self.residents.churn, SEND_AT + number * 0.05)
        for number in range(self.plan.moves):
            self.hub.spawn(self.residents.move, SEND_AT + number * 0.02)
        self.staff.begin()
        self.completing.begin()
        self.hub.spawn(self._reconcile, RECONCILE_EVERY)
        self.hub.run(HORIZON)

    def _schedule_all(self) -> None:
        everybody, counted = Addressees(self.residents.segment), len(self.residents.members)
        if self.plan.recurs:
            self.recurring.begin()
        else:
            self.staff.schedule(self.main, everybody, SEND_AT, counted)
        for rival in range(self.plan.rivals):
            self.staff.schedule(f"r{rival}", everybody, SEND_AT, counted)
        if self.plan.emergency:
            self.staff.schedule("e1", everybody, SEND_AT, counted, Kind.EMERGENCY)
        if self.plan.later_at is not None:
            self.staff.schedule("l1", everybody, self.plan.later_at, counted)
            self.hub.spawn(lambda: self.start("l1", retries=2), self.plan.later_at)

    def start(self, broadcast_id: str, retries: int) -> None:
        """Call what its schedule calls."""

        def work() -> Broadcast | Series | None:
            # What refuses is invoked again, as Lambda does with an asynchronous failure.
            with suppress(Refusal):
                if broadcast_id == OCCURRENCE:
                    return recur.occur(self.ports(), SERIES)
                return start(self.ports(), broadcast_id)
            return None

        if self.hub.invoke(work, START_LIMIT_SECONDS) is None and retries:
            self.hub.spawn(lambda: self.start(broadcast_id, retries - 1), 60.0)

    def _deliver(self, deliver: Deliver, ref: ChunkRef) -> bool | None:
        # A process that is there is mostly used again; else a fresh one takes its place.
        warm = self.warm.pop() if self.warm else None
        pacers = warm if warm and self.hub.random.random() < 0.8 else self._fresh_pacers()

        def work() -> bool:
            try:
                return deliver(self.ports(pacers), ref)
            except Refusal:
                return False

        done = self.hub.invoke(work, DELIVERY_LIMIT_SECONDS)
        if done is not None:
            self.warm.append(pacers)
        return done

    def _reconcile(self) -> None:
        def work() -> None:
            with suppress(Refusal):
                reconcile_all(self.ports())

        self.hub.invoke(work, START_LIMIT_SECONDS)
        waits = self.staff.owes_correction or self.completing.is_due
        if self.broadcasts.opened() or self.series.running() or waits:
            self.hub.spawn(self._reconcile, RECONCILE_EVERY)
