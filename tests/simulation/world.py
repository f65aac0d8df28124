"""One run: a broadcast (and perhaps its correction) from approval to a closed ledger, in a hostile world."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from madoguchi.broadcast import model, personal, recur
from madoguchi.broadcast.cancel import cancel
from madoguchi.broadcast.chunk import ChunkRef
from madoguchi.broadcast.deliver_chunk import deliver_chunk
from madoguchi.broadcast.model import Addressees, Approval, Broadcast, Kind, State
from madoguchi.broadcast.pace import Pacer
from madoguchi.broadcast.pause import pause, resume
from madoguchi.broadcast.ports import Ports
from madoguchi.broadcast.reconcile import reconcile_all
from madoguchi.broadcast.series import Series
from madoguchi.broadcast.start import start
from madoguchi.runtime.errors import NotFound, NotInThisState, Refusal
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
        self.pressed: set[tuple[str, str]] = set()
        self.recurring, self.completing = Recurring(self), Completing(self)
        self._calls_left = plan.cancel_after
        self._set_up()

    def _set_up(self) -> None:
        line, plan = self.line, self.plan
        line.loses_requests, line.loses_answers = plan.loses_requests, plan.loses_answers
        line.on_accepted = self._accepted
        line.fails_after, line.is_busy, line.outages = plan.fails_after, plan.is_busy, list(plan.outages)
        self.queue.duplicates = plan.duplicates
        members = sorted(self.residents.members)
        line.refuses_first_of = set(self.hub.random.sample(members, len(members) * plan.refused_chunks // 10))

    def _accepted(self, broadcast_id: str) -> None:
        """Somebody watches the first messages go out, and sees what is wrong with them."""
        if broadcast_id == self.main and self._calls_left:
            self._calls_left -= 1
            if not self._calls_left:
                self.hub.spawn(lambda: self.press(cancel, self.main))

    def may_stop(self, broadcast_id: str) -> bool:
        """Whether a person may have cancelled it."""
        return ("cancel", broadcast_id) in self.pressed

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
        for at, switch in (
            (self.plan.pause_at, pause),
            (self.plan.resume_at, resume),
            (self.plan.cancel_at, cancel),
        ):
            if at is not None:
                self.hub.spawn(lambda switch=switch: self.press(switch, self.main), at)
        if self.plan.correct_at is not None:
            self.hub.spawn(self._correct, self.plan.correct_at)
        self.completing.begin()
        self.hub.spawn(self._reconcile, RECONCILE_EVERY)
        self.hub.run(HORIZON)

    def _schedule_all(self) -> None:
        everybody, counted = Addressees(self.residents.segment), len(self.residents.members)
        if self.plan.recurs:
            self.recurring.begin()
        else:
            self.schedule(self.main, everybody, SEND_AT, counted)
        for rival in range(self.plan.rivals):
            self.schedule(f"r{rival}", everybody, SEND_AT, counted)
        if self.plan.emergency:
            self.schedule("e1", everybody, SEND_AT, counted, Kind.EMERGENCY)
        if self.plan.later_at is not None:
            self.schedule("l1", everybody, self.plan.later_at, counted)
            self.hub.spawn(lambda: self.start("l1", retries=2), self.plan.later_at)

    def schedule(
        self,
        broadcast_id: str,
        addressees: Addressees,
        send_at: float,
        counted: int,
        kind: Kind = Kind.ROUTINE,
    ) -> None:
        """Keep a broadcast that is approved and waits for its time."""
        self.ids.append(broadcast_id)
        at = EPOCH + timedelta(seconds=send_at)
        place = ":{municipality}" if self.plan.personal else ""
        messages = {
            language: [{"type": "text", "text": f"{broadcast_id}:{language}{place}"}]
            for language in ("ja", "en")
        }
        draft = Broadcast(broadcast_id, kind, "text", "hash", ("ja", "en"), addressees, at, counted, "author")
        # Staff must write a common text where nobody may be left out: an emergency, a correction.
        has_common = self.plan.common or bool(place and (addressees.corrects or kind is Kind.EMERGENCY))
        if has_common:
            messages |= {
                f"{one}-common": [{"type": "text", "text": f"{broadcast_id}:{one}"}] for one in messages
            }
        placeholders = ("municipality",) if place else ()
        personal.check_reach(kind, addressees, placeholders, has_common=has_common)
        draft = replace(draft, placeholders=placeholders, has_common=has_common)
        approvals = tuple(Approval(by, self.now(), draft.approval_hash()) for by in ("approver", "director"))
        scheduled = model.schedule(
            replace(draft, approvals=approvals, state=State.APPROVED), "author", self.now()
        )
        self.broadcasts.keep_messages(broadcast_id, "hash", messages)
        self.broadcasts.add(scheduled)
        self.broadcasts.open(broadcast_id)

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
        waits = self._correction_is_due() or self.completing.is_due
        if self.broadcasts.opened() or self.series.running() or waits:
            self.hub.spawn(self._reconcile, RECONCILE_EVERY)

    def _correction_is_due(self) -> bool:
        return self.plan.correct_at is not None and "b2" not in self.ids

    def press(self, switch: Switch, broadcast_id: str) -> None:
        """Whoever presses a switch presses it again until it says that it is done, or that it is too late."""

        def work() -> bool:
            # An occurrence that is not made yet can be stopped only with its series.
            with suppress(NotInThisState, NotFound):
                switch(self.ports(), broadcast_id, "duty officer")
                self.pressed.add((switch.__name__, broadcast_id))
            return True

        if not self.hub.invoke(work, START_LIMIT_SECONDS):
            # Dead on the way: it may have been done.
            self.pressed.add((switch.__name__, broadcast_id))
            self.hub.spawn(lambda: self.press(switch, broadcast_id), 5.0)

    def _correct(self) -> None:
        if not self.has(self.main) or not self.broadcasts.find(self.main).attempt:
            self.plan = replace(self.plan, correct_at=None)
            return
        corrected = self.broadcasts.find(self.main)
        if corrected.state in model.SENDING:
            self.press(self.hub.random.choice([pause, cancel]), self.main)
            self.hub.spawn(self._correct, 20.0)
            return
        begin = self.hub.now + 5
        self.schedule("b2", Addressees(corrects=self.main), begin, corrected.planned)
        self.hub.spawn(lambda: self.start("b2", retries=2), 5.0)
