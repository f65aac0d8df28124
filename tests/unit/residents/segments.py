"""Segments and residents for tests of both."""

from hypothesis import strategies as st

from madoguchi.residents.model import (
    AGE,
    BEFORE,
    DONE,
    HOME,
    LANGUAGE,
    MARKS,
    MUNICIPALITY,
    NOBODY,
    SINCE,
    TOPIC,
    Place,
    Resident,
    Segment,
    all_of,
    any_of,
    none_of,
)

CODES = ("10201", "10202", "10203", "10421")
TOPICS = ("bousai", "kosodate", "kenko")
LANGUAGES = ("ja", "easy", "pt-BR")
AGES = ("20s", "30s")
DAYS = ("2026-01-01", "2026-04-01", "2026-09-30")


def _leaves(kind: str, values: tuple[str, ...], most: int = 2) -> st.SearchStrategy[Segment]:
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)
    return chosen.map(lambda some: Segment(kind, tuple(some)))


leaves = st.one_of(
    _leaves(MUNICIPALITY, CODES),
    _leaves(HOME, CODES),
    _leaves(TOPIC, TOPICS),
    _leaves(LANGUAGE, LANGUAGES),
    _leaves(AGE, AGES),
    _leaves(DONE, MARKS, most=1),
    _leaves(SINCE, DAYS, most=1),
    _leaves(BEFORE, DAYS, most=1),
)
segments = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: all_of(*parts)),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: any_of(*parts)),
        inner.map(none_of),
    ),
    max_leaves=6,
).filter(lambda segment: segment != NOBODY)
residents = st.builds(
    Resident,
    user_id=st.integers(0, 2**64).map(lambda number: f"U{number:032x}"),
    language=st.sampled_from(LANGUAGES),
    municipality=st.sampled_from(CODES),
    topics=st.lists(st.sampled_from(TOPICS), unique=True).map(tuple),
    other_places=st.lists(st.builds(Place, st.just("work"), st.sampled_from(CODES)), max_size=2).map(tuple),
    age_band=st.sampled_from(("", *AGES)),
    friend_since=st.sampled_from(
        ("", "2025-12-31T15:00:00+00:00", "2026-03-31T14:59:59+00:00", "2026-05-05T00:00:00+00:00")
    ),
    marks=st.frozensets(st.sampled_from(MARKS)),
)
