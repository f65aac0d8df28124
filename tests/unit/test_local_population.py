"""The invented residents of a local run: the same every time, and so spread that segments find somebody."""

from collections import Counter

import pytest

from local import residents
from local.residents import HOW_MANY, population
from madoguchi.broadcast.message.own_data import own_data
from madoguchi.drill.model import QUOTED
from madoguchi.residents import audience
from madoguchi.residents.segment_text import parse
from tests.moto_cloud import cloud


@pytest.fixture
def everywhere():
    with cloud():
        yield


def test_they_are_the_same_every_time(everywhere):
    assert list(population()) == list(population())


def test_of_each_kind_there_are_some_and_most_are_ordinary(everywhere):
    people = list(population())
    languages = Counter(one.language for one in people)
    assert 0.8 * HOW_MANY < languages["ja"] < HOW_MANY
    at_any_hour = {one.language for one in people if not one.quiet and not one.budget}
    assert at_any_hour == set(languages) == set(residents.LANGUAGES)
    assert set(residents.AGES) == {one.age_band for one in people}
    for few in ("quiet", "budget", "applied", "drill", "other_places"):
        assert 3 <= sum(bool(getattr(one, few)) for one in people) < HOW_MANY / 3, few


def test_segments_and_plans_find_them(everywhere):
    people = list(population(40))
    assert all(map(residents._settle, people))
    drilled = {one.user_id: one.language for one in people if one.drill}
    assert audience.count(parse("全員")) == 40
    assert audience.count(parse("訓練：済み")) == len(drilled) > 3
    assert own_data({one.user_id: one.language for one in people}, QUOTED).keys() == drilled.keys()
