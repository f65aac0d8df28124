"""One contract, two implementations: DynamoDB (moto) and the simulation's memory."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from madoguchi.broadcast.definition import series
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import LEASE, Outcome, Resolution
from madoguchi.broadcast.definition.ports import Proof, Register
from madoguchi.broadcast.records import attention_store, ledger_store, series_store, store
from madoguchi.runtime.errors import BroadcastChanged, NotFound, Overtaken
from tests.simulation.memory import MemoryAttention, MemoryBroadcasts, MemoryLedger, MemorySeries
from tests.unit.broadcast.cloud import room, user
from tests.unit.broadcast.drafts import AT, draft, frozen, people, scheduled, series_draft

REF = ChunkRef("20260601-0a1b2c3d", "a1", "ja-00001")
PROOF = Proof(200, "request-1", "key-1", "body")
LATER = AT + LEASE + timedelta(seconds=1)


@pytest.fixture(params=["dynamodb", "memory"])
def stores(request):
    if request.param == "memory":
        broadcasts = MemoryBroadcasts()
        attention = MemoryAttention(broadcasts)
        series = MemorySeries(broadcasts)
        yield SimpleNamespace(
            broadcasts=broadcasts, ledger=MemoryLedger(), attention=attention, series=series
        )
        return
    with room():
        yield SimpleNamespace(
            broadcasts=store, ledger=ledger_store, attention=attention_store, series=series_store
        )


@pytest.mark.parametrize(
    "broadcast", [draft(), scheduled(), frozen({"ja": 700, "en": 3})], ids=lambda b: b.state
)
def test_a_broadcast_comes_back_as_it_was(stores, broadcast):
    stores.broadcasts.add(broadcast)
    assert stores.broadcasts.find(broadcast.id) == broadcast


def test_what_was_read_a_moment_ago_is_good_enough_for_senders(stores):
    stores.broadcasts.add(draft())
    assert stores.broadcasts.recent(draft().id) == draft()


def test_an_unknown_broadcast_is_not_found(stores):
    with pytest.raises(NotFound):
        stores.broadcasts.find("nothing")


def test_a_months_broadcasts_are_listed_newest_first(stores):
    for day, broadcast_id in ((0, "20260601-b"), (29, "20260630-a"), (30, "20260701-a")):
        stores.broadcasts.add(draft(id=broadcast_id, send_at=AT + timedelta(days=day)))
    assert stores.broadcasts.listed("202606") == ["20260630-a", "20260601-b"]


def test_an_id_is_given_once(stores):
    stores.broadcasts.add(draft())
    with pytest.raises(BroadcastChanged):
        stores.broadcasts.add(draft())


def test_of_two_changes_at_once_one_counts(stores):
    stores.broadcasts.add(draft())
    stores.broadcasts.replace(draft(revision=2, counted=1))
    with pytest.raises(BroadcastChanged):
        stores.broadcasts.replace(draft(revision=2, counted=2))
    assert stores.broadcasts.find(draft().id).counted == 1


def test_what_is_not_there_cannot_be_changed(stores):
    with pytest.raises(BroadcastChanged):
        stores.broadcasts.replace(draft(revision=2))


def test_messages_are_kept_under_their_hash(stores):
    messages = {"ja": [{"type": "text", "text": "大雨"}]}
    stores.broadcasts.keep_messages("b", "h", messages)
    assert stores.broadcasts.messages("b", "h") == messages
    with pytest.raises(NotFound):
        stores.broadcasts.messages("b", "other")


def test_a_month_has_so_many_unit_names(stores):
    assert [stores.broadcasts.take_unit("202606", 2) for _ in range(3)] == [True, True, False]
    assert stores.broadcasts.take_unit("202607", 2)


def test_corrections_are_noted_once(stores):
    for correction in ("20260602-b", "20260602-a", "20260602-b"):
        stores.broadcasts.note_correction(draft().id, correction)
    assert stores.broadcasts.corrections(draft().id) == ["20260602-a", "20260602-b"]
    assert stores.broadcasts.corrections("20260602-a") == []


def test_what_line_counted_is_kept(stores):
    assert stores.broadcasts.statistics("b") == {}
    stores.broadcasts.keep_statistics("b", {"overview": {"uniqueClick": None}})
    assert stores.broadcasts.statistics("b") == {"overview": {"uniqueClick": None}}


def test_a_phone_of_the_staff_is_noted_and_removed(stores):
    stores.broadcasts.keep_tester("sato", user(7))
    assert (stores.broadcasts.tester("sato"), stores.broadcasts.tester("suzuki")) == (user(7), "")
    stores.broadcasts.keep_tester("sato", "")
    assert stores.broadcasts.tester("sato") == ""


def test_the_list_of_open_broadcasts(stores):
    for broadcast_id in ("b2", "b1", "b1"):
        stores.broadcasts.open(broadcast_id)
    stores.broadcasts.unopen("b2")
    assert stores.broadcasts.opened() == ["b1"]


def test_a_chunk_keeps_its_order(stores):
    ids = [user(number) for number in (3, 1, 2)]
    stores.ledger.keep_chunks(
        REF.broadcast, REF.attempt, {REF.chunk: people(*ids), "ja-00002": people(user(4))}
    )
    assert stores.ledger.recipients(REF) == ids
    with pytest.raises(NotFound):
        stores.ledger.recipients(ChunkRef(REF.broadcast, "another attempt", REF.chunk))


def test_sixty_chunks_are_more_than_one_write(stores):
    chunks = {f"ja-{number:05d}": people(user(number)) for number in range(1, 61)}
    stores.ledger.keep_chunks("b", "a", chunks)
    assert stores.ledger.recipients(ChunkRef("b", "a", "ja-00060")) == [user(60)]


def test_a_chunk_of_personal_messages_knows_what_each_is_told(stores):
    told = [(user(1), ("前橋市", "x")), (user(2), ("高崎市", "y"))]
    stores.ledger.keep_chunks(REF.broadcast, REF.attempt, {REF.chunk: told})
    assert stores.ledger.recipients(REF) == [user(1), user(2)]
    assert stores.ledger.values(REF) == [("前橋市", "x"), ("高崎市", "y")]


def test_whose_personal_message_is_decided_outlives_the_lease(stores):
    stores.ledger.lease(REF, 3, AT, "mine")
    so_far = replace(PROOF, people="a?r", request_ids=("r1", "", "r3"))
    stores.ledger.release(REF, "mine", surely_not_sent=False, so_far=so_far)
    _, entry = stores.ledger.lease(REF, 3, LATER, "yours")
    assert (entry.people, entry.request_ids, entry.tries) == ("a?r", ("r1", "", "r3"), 2)
    stores.ledger.release(REF, "yours", surely_not_sent=False)
    stores.ledger.give_up(REF, LATER)
    (entry,) = stores.ledger.entries(REF.broadcast, REF.attempt)
    assert entry.counts() == {Outcome.ACCEPTED: 1, Outcome.UNKNOWN: 1, Outcome.REJECTED: 1}
    assert entry.reached() == [0]


def test_a_line_is_read_alone(stores):
    assert stores.ledger.line(REF) is None
    stores.ledger.lease(REF, 2, AT, "one")
    assert [stores.ledger.line(REF)] == stores.ledger.entries(REF.broadcast, REF.attempt)


def test_a_lease_is_held_by_one(stores):
    taken, entry = stores.ledger.lease(REF, 500, AT, "mine")
    assert taken
    assert (entry.recipients, entry.tries, entry.first_tried_at, entry.lease) == (500, 1, AT, "mine")
    taken, entry = stores.ledger.lease(REF, 500, AT, "yours")
    assert not taken
    assert entry.lease == "mine"


def test_taking_ones_own_lease_again_is_having_it(stores):
    stores.ledger.lease(REF, 500, AT, "mine")
    taken, entry = stores.ledger.lease(REF, 500, AT, "mine")
    assert taken
    assert entry.tries == 1


def test_an_expired_lease_is_free_and_remembers_the_first_try(stores):
    stores.ledger.lease(REF, 500, AT, "mine")
    taken, entry = stores.ledger.lease(REF, 500, LATER, "yours")
    assert taken
    assert (entry.tries, entry.first_tried_at, entry.moved_at) == (2, AT, LATER)


def test_a_released_chunk_is_free_at_once(stores):
    stores.ledger.lease(REF, 500, AT, "mine")
    stores.ledger.release(REF, "mine", surely_not_sent=False)
    _, entry = stores.ledger.lease(REF, 500, AT + timedelta(seconds=1), "yours")
    assert (entry.lease, entry.tries, entry.first_tried_at) == ("yours", 2, AT)


def test_a_try_that_surely_sent_nothing_is_forgotten(stores):
    stores.ledger.lease(REF, 500, AT, "mine")
    stores.ledger.release(REF, "mine", surely_not_sent=True)
    assert stores.ledger.cancel_untried(REF, 500, AT)


def test_nobody_releases_anothers_lease(stores):
    stores.ledger.lease(REF, 500, AT, "mine")
    stores.ledger.release(REF, "yours", surely_not_sent=True)
    assert not stores.ledger.lease(REF, 500, AT, "third")[0]


def test_a_chunk_is_decided_once(stores):
    stores.ledger.lease(REF, 500, AT, "mine")
    assert stores.ledger.decide(REF, Outcome.ACCEPTED, AT, PROOF)
    assert not stores.ledger.decide(REF, Outcome.REJECTED, AT, Proof(400, "request-2", "key-1", "body"))
    (entry,) = stores.ledger.entries(REF.broadcast, REF.attempt)
    assert (entry.outcome, entry.request_id, entry.retry_key) == (Outcome.ACCEPTED, "request-1", "key-1")
    assert (entry.status, entry.decided_at, entry.recipients) == (200, AT, 500)


def test_a_decided_chunk_is_never_taken_given_up_cancelled_or_queued(stores):
    stores.ledger.lease(REF, 500, AT, "mine")
    stores.ledger.decide(REF, Outcome.ACCEPTED, AT, PROOF)
    assert not stores.ledger.lease(REF, 500, LATER, "yours")[0]
    assert not stores.ledger.give_up(REF, LATER)
    assert not stores.ledger.cancel_untried(REF, 500, LATER)
    stores.ledger.note_queued(REF, 500, LATER)
    assert [entry.moved_at for entry in stores.ledger.entries(REF.broadcast, REF.attempt)] == [AT]


def test_nothing_is_decided_that_was_never_taken(stores):
    assert not stores.ledger.decide(REF, Outcome.ACCEPTED, AT, PROOF)
    assert not stores.ledger.give_up(REF, AT)
    assert stores.ledger.entries(REF.broadcast, REF.attempt) == []


def test_only_what_was_never_tried_is_cancelled(stores):
    stores.ledger.lease(REF, 500, AT, "mine")
    assert not stores.ledger.cancel_untried(REF, 500, LATER)
    untouched = ChunkRef(REF.broadcast, REF.attempt, "ja-00002")
    assert stores.ledger.cancel_untried(untouched, 200, AT)
    assert not stores.ledger.lease(untouched, 200, LATER, "late")[0]


def test_only_what_nobody_holds_is_given_up(stores):
    stores.ledger.lease(REF, 500, AT, "mine")
    assert not stores.ledger.give_up(REF, AT)
    assert stores.ledger.give_up(REF, LATER)


def test_queueing_again_is_noted_even_for_an_untouched_chunk(stores):
    stores.ledger.note_queued(REF, 500, AT)
    (entry,) = stores.ledger.entries(REF.broadcast, REF.attempt)
    assert (entry.moved_at, entry.first_tried_at, entry.tries) == (AT, None, 0)
    assert stores.ledger.cancel_untried(REF, 500, AT)


def test_only_an_unknown_chunk_is_resolved_and_only_once(stores):
    found = Resolution(arrived=True, by="sato", at=LATER, reason="LINE's answer 4711")
    assert not stores.ledger.resolve(REF, found)
    stores.ledger.lease(REF, 500, AT, "mine")
    assert not stores.ledger.resolve(REF, found)
    stores.ledger.give_up(REF, LATER)
    assert stores.ledger.resolve(REF, found)
    assert not stores.ledger.resolve(REF, replace(found, arrived=False))
    (entry,) = stores.ledger.entries(REF.broadcast, REF.attempt)
    assert (entry.outcome, entry.resolution, len(entry.reached())) == (Outcome.UNKNOWN, found, 500)


def test_a_ledger_is_one_attempts(stores):
    for attempt in ("a1", "a2"):
        stores.ledger.lease(ChunkRef("b", attempt, "ja-00001"), 1, AT, "x")
    assert len(stores.ledger.entries("b", "a2")) == 1


def test_a_frozen_attempt_charges_with_the_deciding_write(stores):
    stores.broadcasts.add(scheduled())
    ids = [user(number) for number in range(5001)]
    stores.attention.keep_charged(REF.broadcast, "a1", ids)
    assert stores.attention.register("2026-06") == Register("2026-06")
    stores.attention.freeze(frozen({"ja": 1}, revision=2), Register("2026-06"))
    after = stores.attention.register("2026-06")
    assert after == Register("2026-06", 1, ((REF.broadcast, "a1"),))
    assert list(stores.attention.charged(REF.broadcast, "a1")) == ids
    assert stores.broadcasts.find(REF.broadcast).attempt == "a1"
    assert list(stores.attention.charged(REF.broadcast, "a2")) == []


def test_a_charge_is_given_back_chunk_by_chunk_however_often(stores):
    stores.attention.keep_charged(REF.broadcast, "a1", [user(number) for number in range(4)])
    for whom in ([user(1)], [user(1)], [user(2)]):
        stores.attention.give_back(REF, whom)
    stores.attention.give_back(replace(REF, chunk="ja-00002"), {user(3)})
    stores.attention.give_back(replace(REF, attempt="a2"), {user(0)})
    assert list(stores.attention.charged(REF.broadcast, "a1")) == [user(0)]


def test_of_two_charges_at_once_one_reads_again(stores):
    for name in ("b1", "b2"):
        stores.broadcasts.add(scheduled(id=name))
    before = stores.attention.register("2026-06")
    stores.attention.freeze(frozen({"ja": 1}, revision=2, id="b1"), before)
    with pytest.raises(Overtaken):
        stores.attention.freeze(frozen({"ja": 1}, revision=2, id="b2"), before)
    assert not stores.broadcasts.find("b2").attempt
    stores.attention.freeze(frozen({"ja": 1}, revision=2, id="b2"), stores.attention.register("2026-06"))
    assert [name for name, _ in stores.attention.register("2026-06").attempts] == ["b1", "b2"]


def test_a_charge_of_a_changed_broadcast_charges_nobody(stores):
    stores.broadcasts.add(scheduled(revision=5))
    with pytest.raises(BroadcastChanged):
        stores.attention.freeze(frozen({"ja": 1}, revision=2), Register("2026-06"))
    assert stores.attention.register("2026-06") == Register("2026-06")


def test_a_series_comes_back_as_it_was_and_one_change_at_a_time(stores):
    draft = series_draft(skipped=(date(2026, 6, 8),), through=AT)
    stores.series.add(draft)
    assert stores.series.find(draft.id) == draft
    approved = series.approve(draft, "sato", draft.approval_hash(), AT)
    stores.series.replace(approved)
    assert stores.series.find(draft.id) == approved
    with pytest.raises(BroadcastChanged):
        stores.series.replace(approved)
    with pytest.raises(BroadcastChanged):
        stores.series.add(draft)
    with pytest.raises(NotFound):
        stores.series.find("nothing")


def test_a_series_is_listed_in_each_year_in_which_it_has_days(stores):
    rule = series_draft().rule
    stores.series.add(series_draft(id="s1"))
    stores.series.add(series_draft(id="s2", rule=replace(rule, last=date(2027, 1, 31))))
    assert stores.series.listed(2026) == ["s2", "s1"]
    assert stores.series.listed(2027) == ["s2"]
    assert stores.series.listed(2028) == []


def test_an_occurrence_is_made_with_the_revision_that_notes_it_or_not_at_all(stores):
    found = series_draft(revision=3)
    stores.series.add(found)
    made = scheduled(id=f"{found.id}-20260601")
    with pytest.raises(BroadcastChanged):
        stores.series.make(replace(found, revision=3), made)
    assert (stores.broadcasts.opened(), stores.broadcasts.listed("202606")) == ([], [])
    stores.series.make(replace(found, revision=4, through=AT), made)
    assert stores.series.find(found.id).through == AT
    assert stores.broadcasts.find(made.id) == made
    assert (stores.broadcasts.opened(), stores.broadcasts.listed("202606")) == ([made.id], [made.id])
    with pytest.raises(BroadcastChanged):
        stores.series.make(replace(found, revision=5), made)


def test_running_series_are_listed_until_they_rest(stores):
    for name in ("s2", "s1", "s1"):
        stores.series.run(name)
    assert stores.series.running() == ["s1", "s2"]
    stores.series.rest("s1")
    assert stores.series.running() == ["s2"]
