"""A segment's conditions that hold for one resident."""

from hypothesis import assume, given

from madoguchi.residents.grounds import grounds
from madoguchi.residents.model import (
    DONE,
    EVERYBODY,
    LEAVES,
    MUNICIPALITY,
    TOPIC,
    Place,
    Resident,
    Segment,
    all_of,
    any_of,
    none_of,
)
from tests.unit.residents.segments import residents, segments

RESIDENT = Resident("U1", municipality="10201", topics=("bousai", "kenko"))


@given(segments, residents)
def test_whoever_is_in_a_segment_is_in_it_by_their_grounds(segment: Segment, resident: Resident):
    assume(segment.matches(resident) and segment != EVERYBODY)
    found = grounds(segment, resident)
    assert all_of(*found).matches(resident)
    assert all((one.parts[0] if one.kind == "not" else one).kind in LEAVES for one in found)


@given(segments, residents, residents)
def test_the_same_grounds_are_enough_for_anybody(segment: Segment, resident: Resident, other: Resident):
    if segment.matches(resident) and all_of(*grounds(segment, resident)).matches(other):
        assert segment.matches(other)


@given(segments, residents)
def test_nobody_else_has_any(segment: Segment, resident: Resident):
    assert bool(grounds(segment, resident)) == (segment.matches(resident) and segment != EVERYBODY)


def test_only_what_the_resident_registered_is_named():
    asked = all_of(Segment.of(("10201", "10202"), ("bousai", "kosodate")), none_of(Segment(DONE, ("drill",))))
    assert grounds(asked, RESIDENT) == (
        Segment(MUNICIPALITY, ("10201",)),
        Segment(TOPIC, ("bousai",)),
        none_of(Segment(DONE, ("drill",))),
    )


def test_of_several_ways_into_a_segment_those_count_that_are_open():
    asked = any_of(Segment(MUNICIPALITY, ("10202",)), Segment(TOPIC, ("kenko",)))
    assert grounds(asked, RESIDENT) == (Segment(TOPIC, ("kenko",)),)
    assert grounds(Segment(MUNICIPALITY, ("10202",)), RESIDENT) == ()


def test_another_place_is_a_ground():
    elsewhere = Resident("U1", municipality="10203", other_places=(Place("work", "10201"),))
    assert grounds(Segment(MUNICIPALITY, ("10201",)), elsewhere) == (Segment(MUNICIPALITY, ("10201",)),)
