"""Seats by slot, waiting lists and draws: never one too many, and nobody is passed by."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.flow.model import Value
from madoguchi.forms.definition.model import Form, Receipt
from madoguchi.forms.filing.lottery import SETTLES, close_entries, entry_code, seed
from madoguchi.forms.filing.promote import promote, settle
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.records.desk import Desk, Store
from madoguchi.lottery.draw import commitment, ranked, seated
from madoguchi.runtime.errors import AlreadyApplied, FormFull, NotEligible, NotInThisState, SlotBegun
from tests.simulation.application_store import ApplicationsInMemory
from tests.unit.forms.surroundings import CLOSES, OPENS, Clock, desk_over, form

LOTTERY = {"announced": "2026-05-10T12:00:00", "seed": "a number of that day"}


def booking(capacity: int = 4, **policy: Any) -> Form:
    """A hall in the morning and in the evening, for one to four people."""
    at = {"starts": "2026-06-01T09:00:00", "ends": "2026-06-01T12:00:00", "capacity": capacity}
    plain = form(
        **{
            "slots": {"question": "slot", "each": {"am": at, "pm": at}},
            "seats": "people",
            "waiting_list": True,
            **policy,
        }
    )
    return replace(plain, id="booking")


def ask(
    desk: Desk, page: str, slot: str, people: int = 1, user_id: str = "", one: Form | None = None
) -> Receipt:
    answers: dict[str, Value] = {"slot": slot, "people": str(people)}
    return submit(Submission(one or booking(), answers, page, "ja", user_id), desk)


def standing(desk: Desk, filed: Receipt) -> tuple[str, str, int]:
    found = desk.store.dossier(filed.number)
    assert found
    return found.application.standing, found.application.slot, found.application.seats


def leave(desk: Desk, filed: Receipt) -> None:
    take_step(filed.number, Step("withdrawn", "applicant", f"leave {filed.number}"), desk)


def here(store: Any, one: Form | None = None, clock: Clock | None = None) -> Desk:
    return replace(desk_over(store, clock), published=lambda _form_id: one or booking())


def test_each_slot_has_seats_of_its_own(store: Store):
    desk = here(store)
    for page in range(2):
        assert ask(desk, f"am {page}", "am", 2).standing == "seated"
    assert ask(desk, "am 3", "am").standing == "waiting"
    assert ask(desk, "pm", "pm", 4).standing == "seated"
    assert store.taken("booking") == {"am": 4, "pm": 4}


def one_that_is_over() -> Form:
    """The morning was on the first of April; the evening is on the first of June."""
    one = booking(1)
    slots = dict(one.policy.slots)
    slots["am"] = replace(slots["am"], starts=OPENS, ends=OPENS + timedelta(hours=3))
    return replace(one, policy=replace(one.policy, slots=slots))


def test_what_has_begun_is_not_taken_any_more(store: Store):
    one, desk = one_that_is_over(), here(store, one_that_is_over())
    with pytest.raises(SlotBegun):
        ask(desk, "page", "am", one=one)
    filed = ask(desk, "other", "pm", one=one)
    later: dict[str, Value] = {"slot": "am", "people": "1"}
    with pytest.raises(SlotBegun):
        take_step(filed.number, Step("corrected", "applicant", "1", {}, one.definition, later), desk)
    assert standing(desk, filed) == ("seated", "pm", 1)


def test_a_seat_that_comes_free_in_what_has_begun_goes_to_nobody(store: Store):
    desk = here(store, booking(1))
    first = ask(desk, "first", "am", one=booking(1))
    second = ask(desk, "second", "am", one=booking(1))
    leave(desk, first)
    assert promote(one_that_is_over(), "am", desk) == []
    assert standing(desk, second) == ("waiting", "am", 0)


class Stale(ApplicationsInMemory):
    """What is taken is once read before others took it."""

    behind = False

    def taken(self, form_id: str) -> Mapping[str, int]:
        behind, self.behind = self.behind, False
        return {} if behind else super().taken(form_id)


def test_who_finds_that_others_were_faster_looks_again_before_anybody_is_passed_by():
    store = Stale()
    desk = here(store)
    ask(desk, "first", "am", 3)
    leaving = ask(desk, "leaving", "am", 1)
    two, one = ask(desk, "two", "am", 2), ask(desk, "one", "am", 1)
    leave(desk, leaving)
    store.behind = True
    assert promote(booking(), "am", desk) == [one.number]
    assert standing(desk, two) == ("waiting", "am", 0)


def test_a_draw_is_not_settled_once_its_slot_has_begun(store: Store):
    desk, one, filed = drawn(store, [1, 1], 1, waiting_list=False)
    close_entries(one, "am", desk)
    seed(one, "am", "42", desk)
    with pytest.raises(SlotBegun):
        settle(replace(one, policy=one_that_is_over().policy), "am", desk)
    assert {standing(desk, each) for each in filed} == {("entered", "am", 0)}


def test_more_than_a_slot_ever_had_is_refused(store: Store):
    with pytest.raises(FormFull):
        ask(here(store), "page", "am", 5)


def test_without_a_waiting_list_a_full_slot_is_refused(store: Store):
    one = booking(waiting_list=False)
    ask(here(store), "first", "am", 4, one=one)
    with pytest.raises(FormFull):
        ask(here(store), "second", "am", one=one)


def test_a_freed_seat_goes_to_who_waits_longest_once_and_nobody_passes(store: Store):
    desk = here(store)
    first, rest = ask(desk, "first", "am", 4), [ask(desk, f"next {one}", "am", 2) for one in range(3)]
    leave(desk, first)
    newcomer = ask(desk, "newcomer", "am")
    assert [standing(desk, one)[0] for one in rest] == ["seated", "seated", "waiting"]
    assert (newcomer.standing, promote(booking(), "am", desk)) == ("waiting", [])
    assert store.taken("booking") == {"am": 4}


def test_who_asks_for_more_than_is_left_keeps_their_place(store: Store):
    desk = here(store)
    seated = [ask(desk, f"page {one}", "am", 2) for one in range(2)]
    big, small = ask(desk, "big", "am", 4), ask(desk, "small", "am", 1)
    leave(desk, seated[0])
    assert promote(booking(), "am", desk) == [small.number]
    leave(desk, seated[1])
    leave(desk, small)
    assert promote(booking(), "am", desk) == [big.number]


def test_a_repeat_of_the_page_says_where_the_application_stands_now(store: Store):
    desk = here(store)
    first, second = ask(desk, "first", "am", 4), ask(desk, "second", "am")
    assert ask(desk, "second", "am") == second
    leave(desk, first)
    promote(booking(), "am", desk)
    assert ask(desk, "second", "am") == replace(second, standing="seated")


def test_leaving_a_queue_frees_no_seat(store: Store):
    desk = here(store)
    ask(desk, "first", "am", 4)
    waiting = ask(desk, "second", "am", 2)
    leave(desk, waiting)
    assert (list(store.queue("booking", "am")), store.taken("booking")) == ([], {"am": 4})


def test_a_correction_moves_to_another_slot_or_leaves_all_as_it_was(store: Store):
    desk = here(store)
    mine = ask(desk, "mine", "am", 2)
    store.keep_definition("booking", booking().definition, booking().source)

    def correct(slot: str, people: int) -> None:
        answers = {"slot": slot, "people": str(people)}
        step = Step("corrected", "applicant", f"{slot} {people}", {}, booking().definition, answers)
        take_step(mine.number, step, desk)

    correct("pm", 3)
    assert (standing(desk, mine), store.taken("booking")) == (("seated", "pm", 3), {"am": 0, "pm": 3})
    ask(desk, "other", "am", 4)
    with pytest.raises(FormFull):
        correct("am", 1)
    assert standing(desk, mine) == ("seated", "pm", 3)
    correct("pm", 1)
    assert store.taken("booking") == {"am": 4, "pm": 1}


def test_a_reopened_application_takes_its_seat_again_if_there_is_one(store: Store):
    desk = here(store)
    mine = ask(desk, "mine", "am", 4)
    take_step(mine.number, Step("decided", "staff", "1", {"outcome": "declined"}), desk)
    other = ask(desk, "other", "am", 2)
    with pytest.raises(FormFull):
        take_step(mine.number, Step("reopened", "staff", "2"), desk)
    leave(desk, other)
    take_step(mine.number, Step("reopened", "staff", "3"), desk)
    assert standing(desk, mine) == ("seated", "am", 4)


def test_who_may_apply_once_may_do_so_again_after_a_withdrawal(store: Store):
    one = booking(one_per_person=True)
    desk = here(store, one)
    first = ask(desk, "first", "am", user_id="U1", one=one)
    with pytest.raises(AlreadyApplied):
        ask(desk, "second", "am", user_id="U1", one=one)
    leave(desk, first)
    second = ask(desk, "second", "am", user_id="U1", one=one)
    assert {one.number for one in store.of_person(_person())} == {first.number, second.number}


def _person() -> str:
    from madoguchi.forms.filing.submit import person

    return person("U1")


def test_who_may_not_apply_is_refused(store: Store):
    one = booking(eligibility={"when": {"field": "people", "in": ["1", "2"]}, "otherwise": "no"})
    with pytest.raises(NotEligible):
        ask(here(store), "page", "am", 3, one=one)
    assert ask(here(store), "page", "am", 2, one=one)


def drawn(
    store: Store, wishes: list[int], capacity: int, waiting_list: bool
) -> tuple[Desk, Form, list[Receipt]]:
    one, clock = booking(capacity, lottery=LOTTERY, waiting_list=waiting_list), Clock()
    desk = here(store, one, clock)
    filed = [ask(desk, f"page {at}", "am", people, one=one) for at, people in enumerate(wishes)]
    with pytest.raises(NotInThisState):
        close_entries(one, "am", desk)
    clock.at = CLOSES + SETTLES + timedelta(seconds=1)
    return desk, one, filed


def test_a_draw_follows_from_what_was_published(store: Store):
    wishes = [1, 2, 3, 1, 2, 1]
    desk, one, filed = drawn(store, wishes, 5, waiting_list=False)
    assert {standing(desk, each) for each in filed} == {("entered", "am", 0)}
    draw, entries = close_entries(one, "am", desk)
    with pytest.raises(NotInThisState):
        settle(one, "am", desk)
    assert (draw.commitment, draw.entries) == (commitment(entries), 6)
    assert seed(one, "am", "1234567", desk).seed == "1234567"
    assert seed(one, "am", "7654321", desk).seed == "1234567"
    winners = settle(one, "am", desk)
    codes = {entry_code(each.number): people for each, people in zip(filed, wishes, strict=True)}
    expected = seated(ranked(entries.decode().split(), draw.commitment, "1234567"), codes, 5)
    assert [entry_code(number) for number in winners] == expected
    assert {standing(desk, each)[0] for each in filed if each.number not in winners} == {"missed"}
    assert settle(one, "am", desk) == []


def test_after_a_draw_a_freed_seat_goes_to_the_next_ticket(store: Store):
    desk, one, filed = drawn(store, [1, 1, 1], 1, waiting_list=True)
    draw, entries = close_entries(one, "am", desk)
    seed(one, "am", "42", desk)
    order = ranked(entries.decode().split(), draw.commitment, "42")
    by_code = {entry_code(each.number): each for each in filed}
    assert settle(one, "am", desk) == [by_code[order[0]].number]
    leave(desk, by_code[order[0]])
    assert promote(one, "am", desk) == [by_code[order[1]].number]


def test_an_entry_stays_as_it_was_once_the_entries_are_closed(store: Store):
    desk, one, filed = drawn(store, [1], 1, waiting_list=True)
    store.keep_definition("booking", one.definition, one.source)
    answers: dict[str, Value] = {"slot": "pm", "people": "1"}
    with pytest.raises(NotInThisState):
        take_step(filed[0].number, Step("corrected", "applicant", "1", {}, one.definition, answers), desk)


actions = st.lists(
    st.tuples(
        st.sampled_from(["ask", "leave", "decline", "promote"]),
        st.integers(1, 4),
        st.sampled_from(["am", "pm"]),
    ),
    max_size=25,
)


@given(actions)
def test_whatever_happens_seats_add_up_and_nobody_waits_beside_a_seat_that_fits(
    plan: list[tuple[str, int, str]],
):
    store = ApplicationsInMemory()
    desk, filed = here(store), list[Receipt]()
    for at, (what, people, slot) in enumerate(plan):
        if what == "ask":
            filed.append(ask(desk, f"page {at}", slot, people))
        elif what == "promote":
            promote(booking(), slot, desk)
        elif filed:
            one = filed[(at * people) % len(filed)]
            kind, facts = ("withdrawn", {}) if what == "leave" else ("decided", {"outcome": "declined"})
            try:
                take_step(one.number, Step(kind, "x", f"{at}", facts), desk)
            except NotInThisState:
                continue
    for slot in ("am", "pm"):
        promote(booking(), slot, desk)
        holding = sum(one.seats for one in store.applications.values() if one.slot == slot)
        waiting = [
            one.wanted
            for one in store.applications.values()
            if one.slot == slot and one.standing == "waiting"
        ]
        assert holding == store.taken("booking").get(slot, 0) <= 4
        assert all(wanted > 4 - holding for wanted in waiting)
        assert sorted(waiting) == sorted(one.seats for one in store.queue("booking", slot))
