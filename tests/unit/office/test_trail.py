"""A trail that was touched is found out, and so is a history that was cut together with its application."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from madoguchi.forms.application.history import Anchor, broken
from madoguchi.forms.definition.model import Dossier, Entry
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.filing.take_step import Step
from madoguchi.office.steps import act
from madoguchi.office.store import OfficeStore
from madoguchi.office.trail import Doing, TrailStore, anchors_of, broken_trail, record
from madoguchi.office.verify import verify, verify_trail
from tests.moto_cloud import cloud
from tests.unit.forms.surroundings import HISTORY_KEY, submission
from tests.unit.office.surroundings import PREFECTURE, OfficeInMemory, office_over, staff

AT = datetime(2026, 4, 4, tzinfo=UTC)


@pytest.fixture(params=["dynamodb", "memory"])
def store(request: pytest.FixtureRequest) -> Iterator[TrailStore]:
    if request.param == "memory":
        yield OfficeInMemory()
        return
    with cloud():
        yield OfficeStore("applications_table")


def kept(store: TrailStore, count: int = 4) -> list[Entry]:
    for place in range(count):
        record(PREFECTURE, Doing("exported", "sato", {"rows": str(place)}), AT, HISTORY_KEY, store)
    return store.trail(PREFECTURE)


def test_a_trail_is_kept_in_order_and_whole(store: TrailStore):
    entries = kept(store)
    assert [one.position for one in entries] == [1, 2, 3, 4]
    assert [one.facts["rows"] for one in store.trail(PREFECTURE, 1, 2)] == ["1", "2"]
    assert list(broken_trail(HISTORY_KEY, PREFECTURE, entries, store.trail_head(PREFECTURE))) == []
    assert store.trail("10201") == []


def test_two_at_once_never_share_a_position(store: TrailStore):
    first, second = kept(store, 2)
    late = replace(second, check="another")
    assert not store.append_to_trail(PREFECTURE, (first.position, first.check), late)
    assert store.trail(PREFECTURE) == [first, second]


class Busy(OfficeInMemory):
    """Others are faster, some times."""

    others = 3

    def append_to_trail(self, owner: str, before: Anchor, one: Entry) -> bool:
        self.others -= 1
        return self.others < 0 and super().append_to_trail(owner, before, one)


def test_who_meets_others_at_a_trail_waits_longer_each_time_before_they_try_again():
    waited = list[int]()
    office = office_over(trails=Busy())
    office = replace(office, desk=replace(office.desk, pause=waited.append))
    office.record(staff(), PREFECTURE, "exported", rows="1")
    assert waited == [0, 1, 2]
    assert len(office.store.trail(PREFECTURE)) == 1


TOUCHED: dict[str, Callable[[list[Entry]], list[Entry]]] = {
    "changed": lambda all_: [*all_[:1], replace(all_[1], by="somebody else"), *all_[2:]],
    "facts changed": lambda all_: [replace(all_[0], facts={"rows": "9"}), *all_[1:]],
    "first missing": lambda all_: all_[1:],
    "middle missing": lambda all_: [all_[0], *all_[2:]],
    "last missing": lambda all_: all_[:-1],
    "all missing": lambda all_: all_[:0],
    "reordered": lambda all_: [all_[0], all_[2], all_[1], all_[3]],
    "repeated": lambda all_: [*all_, all_[-1]],
    "of another owner": lambda all_: [*all_[:3], replace(all_[3], number="trail of 10201")],
}


@pytest.mark.parametrize("how", TOUCHED)
def test_a_trail_that_was_touched_is_found_out(how: str):
    store = OfficeInMemory()
    entries = TOUCHED[how](kept(store))
    assert list(broken_trail(HISTORY_KEY, PREFECTURE, entries, store.trail_head(PREFECTURE)))


def test_an_end_cut_off_with_its_head_is_found_by_what_the_log_kept():
    store = OfficeInMemory()
    entries = kept(store)
    logged = [(one.position, one.check) for one in entries]
    short = entries[:2]
    head = (short[-1].position, short[-1].check)
    assert list(broken_trail(HISTORY_KEY, PREFECTURE, short, head)) == []
    assert len(list(broken_trail(HISTORY_KEY, PREFECTURE, short, head, logged))) == 2


def test_a_history_cut_short_with_its_application_is_found_by_the_trail():
    office = office_over()
    number = submit(submission(), office.desk).number
    for key, kind in enumerate(("taken", "decided")):
        act(number, staff(), Step(kind, "sato", str(key)), office)
    whole = office.desk.store.dossier(number)
    assert whole
    before = whole.entries[:-1]
    back = replace(whole.application, state="in_review", entries=2, head=before[-1].check)
    cut = Dossier(back, before)
    assert list(broken(HISTORY_KEY, cut)) == []
    anchors = anchors_of(number, office.store.trail(PREFECTURE))
    assert list(broken(HISTORY_KEY, cut, anchors)) == [
        "entry 3 was made and is not there: the end was cut off"
    ]


def test_a_trail_vouches_for_every_history_it_names():
    office = office_over()
    numbers = [submit(submission(key=key), office.desk).number for key in ("a", "b")]
    for number in numbers:
        act(number, staff(), Step("taken", "sato", "1"), office)
    assert verify_trail(staff(), PREFECTURE, [], office) == []
    assert [verify(number, staff(), office) for number in numbers] == [[], []]
    assert verify_trail(staff(), PREFECTURE, [(9, "a head that the log has")], office) == [
        "entry 9 was made and is not there: the end was cut off"
    ]
