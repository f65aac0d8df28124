"""The sum that must come out."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.broadcast.definition import chunk, ledger
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Entry, Outcome, Resolution
from tests.unit.broadcast.drafts import AT, frozen


def key_of(name):
    return chunk.retry_key(ChunkRef("20260601-0a1b2c3d", "a1", name), "body")


def lines(broadcast, outcomes):
    plan = chunk.sizes(broadcast)
    return [
        Entry(name, size, outcome, request_id="r", retry_key=key_of(name), body_hash="body")
        for (name, size), outcome in zip(plan.items(), outcomes, strict=False)
    ]


@settings(deadline=None)
@given(st.integers(0, 5000), st.integers(0, 5000), st.lists(st.sampled_from(Outcome), max_size=30))
def test_it_adds_up_exactly_when_every_chunk_is_decided(japanese, english, outcomes):
    broadcast = frozen({"ja": japanese, "en": english})
    plan = chunk.sizes(broadcast)
    found = ledger.report(broadcast, lines(broadcast, outcomes))
    assert found.adds_up is (len(outcomes) >= len(plan))
    decided = sum(size for name, size in plan.items() if name not in found.open_chunks)
    assert sum(found.totals.values()) == decided


def broken(**changes):
    broadcast = frozen({"ja": 700})
    first, second = lines(broadcast, [Outcome.ACCEPTED, Outcome.ACCEPTED])
    return ledger.report(broadcast, [replace(first, **changes), second])


def test_the_verifier_finds_a_line_that_is_not_in_the_audience():
    assert broken(chunk="ja-00009", retry_key=key_of("ja-00009")).problems == (
        "ja-00009: not in the frozen audience",
    )


def test_the_verifier_finds_a_wrong_count():
    assert broken(recipients=499).problems == ("ja-00001: 499 recipients, 500 were frozen",)


def test_the_verifier_finds_an_acceptance_without_proof():
    assert broken(request_id="").problems == ("ja-00001: accepted without proof",)


def test_the_verifier_finds_a_cancellation_of_what_may_have_been_sent():
    found = broken(outcome=Outcome.CANCELLED, first_tried_at=AT)
    assert found.problems == ("ja-00001: cancelled, but it may have been sent",)


def test_the_verifier_finds_one_key_on_two_lines():
    key = key_of("ja-00002")
    assert broken(retry_key=key).problems == (
        "ja-00001: the retry key is not that of its body",
        f"retry key {key} stands on 2 lines",
    )


def test_the_verifier_finds_a_body_that_is_not_the_keys():
    assert broken(body_hash="another").problems == ("ja-00001: the retry key is not that of its body",)


def test_an_unknown_chunk_waits_for_a_person_and_stays_unknown_when_one_knows():
    assert broken(outcome=Outcome.UNKNOWN).unresolved == ("ja-00001",)
    known = Resolution(arrived=False, by="sato", at=AT, reason="LINE's answer 4711")
    found = broken(outcome=Outcome.UNKNOWN, resolution=known)
    assert (found.unresolved, found.totals["unknown"], found.adds_up) == ((), 500, True)


def test_the_verifier_finds_totals_that_were_changed_after_closing():
    broadcast = frozen({"ja": 500}, totals={"accepted": 499})
    found = ledger.report(broadcast, lines(broadcast, [Outcome.ACCEPTED]))
    assert found.problems == ("the totals at closing differ from the lines",)
