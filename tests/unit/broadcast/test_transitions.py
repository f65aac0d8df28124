"""Every walk that people and the machinery can take through a broadcast's states, drawn at random."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Addressees, Kind, State
from madoguchi.residents.model import Segment
from madoguchi.runtime.errors import ApprovalRefused, BadRequest, NotInThisState
from tests.unit.broadcast.drafts import AT, draft

PEOPLE = st.sampled_from(["author", "sato", "suzuki"])
OPTED_IN, EVERYBODY = Segment.of(("10201",), ("bousai",)), Segment.of(("10201",))
LEGAL = {
    State.DRAFT: {State.DRAFT, State.APPROVED, State.CANCELLED},
    State.APPROVED: {State.DRAFT, State.APPROVED, State.SCHEDULED, State.CANCELLED},
    State.SCHEDULED: {State.DRAFT, State.FROZEN, State.CANCELLED},
    State.FROZEN: {State.DELIVERING, State.PAUSED, State.CANCELLING, State.CLOSED},
    State.DELIVERING: {State.PAUSED, State.CANCELLING, State.CLOSED},
    State.PAUSED: {State.FROZEN, State.CANCELLING, State.CLOSED},
    State.CANCELLING: {State.CANCELLED},
    State.CLOSED: set(),
    State.CANCELLED: set(),
}


class Walk(RuleBasedStateMachine):
    """One broadcast; every rule may be tried in every state, and most are refused."""

    def __init__(self):
        super().__init__()
        self.broadcast = draft(author="author", addressees=Addressees(OPTED_IN))
        self.vouched: set[str] = set()

    def take(self, step):
        before = self.broadcast
        with suppress(NotInThisState, ApprovalRefused, BadRequest):
            self.broadcast = step(before)
            assert self.broadcast.state in LEGAL[before.state]
            assert self.broadcast.revision == before.revision + 1
            assert self.broadcast.history[: len(before.history)] == before.history

    @precondition(lambda self: self.broadcast.revision == 1)
    @rule(kind=st.sampled_from(Kind))
    def is_of_a_kind(self, kind):
        self.broadcast = draft(author="author", kind=kind, addressees=Addressees(OPTED_IN))

    @rule(by=PEOPLE, stale=st.booleans())
    def approve(self, by, stale):
        seen = "of yesterday" if stale else self.broadcast.approval_hash()
        revision = self.broadcast.revision
        self.take(lambda one: model.approve(one, by, seen, AT))
        if self.broadcast.revision > revision:
            assert not stale
            assert by not in self.vouched
            self.vouched.add(by)

    @rule(
        by=PEOPLE,
        changes=st.sampled_from(
            [
                {"send_at": AT + timedelta(hours=1)},
                {"content_hash": "another"},
                {"counted": 7},
                {"addressees": Addressees(EVERYBODY)},
                {"kind": Kind.EMERGENCY},
                {"kind": Kind.TRAINING},
            ]
        ),
    )
    def edit(self, by, changes):
        kind, revision = self.broadcast.kind, self.broadcast.revision
        self.take(lambda one: model.edit(one, by, AT, **changes))
        if self.broadcast.revision > revision:
            self.vouched.clear()
            assert self.broadcast.state is State.DRAFT
        assert self.broadcast.kind is kind

    @rule(by=PEOPLE)
    def schedule(self, by):
        self.take(lambda one: model.schedule(one, by, AT))

    @rule(people=st.integers(0, 1200))
    def freeze(self, people):
        self.take(lambda one: model.freeze(one, "a1", {"ja": people}, AT))

    @rule()
    def deliver(self):
        self.take(model.deliver)

    @rule(by=PEOPLE, switch=st.sampled_from([model.pause, model.resume, model.cancel]))
    def press(self, by, switch):
        self.take(lambda one: switch(one, by, AT))

    @rule(short=st.integers(0, 1))
    def close(self, short):
        accepted = self.broadcast.planned - short
        self.take(lambda one: model.close(one, {"accepted": accepted}, AT))

    @invariant()
    def what_goes_on_is_vouched_for_by_enough_people(self):
        if self.broadcast.state in {State.APPROVED, State.SCHEDULED, *model.RUNNING, State.CLOSED}:
            assert len(self.vouched) >= model.APPROVERS[self.broadcast.kind]
            assert self.broadcast.is_approved()
            if self.broadcast.kind is Kind.EMERGENCY:
                assert self.vouched - {"author"}

    @invariant()
    def training_never_goes_to_those_who_did_not_ask(self):
        if self.broadcast.kind is Kind.TRAINING:
            assert self.broadcast.addressees.segment == OPTED_IN

    @invariant()
    def what_is_over_adds_up(self):
        if self.broadcast.state in model.OVER and self.broadcast.attempt:
            assert sum(self.broadcast.totals.values()) == self.broadcast.planned


Walk.TestCase.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestEveryWalk = Walk.TestCase
