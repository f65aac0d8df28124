"""Everything that the drill keeps of a resident is shown, and goes when they say so."""

import dataclasses
from datetime import date

import pytest

from madoguchi.drill.card_store import CardStore
from madoguchi.drill.come_back import agree
from madoguchi.drill.find_plan import current_plan
from madoguchi.drill.finish import finish
from madoguchi.drill.keep_card import change, share
from madoguchi.drill.own_data import forget, kept, lines
from madoguchi.drill.resident_store import DrillResidentStore
from madoguchi.drill.store import DrillStore
from madoguchi.flow.text import LANGUAGES
from tests.moto_cloud import cloud
from tests.unit.drill.ground import new_ground
from tests.unit.drill.test_card import OWN
from tests.unit.drill.test_finish import USER, finished


@pytest.fixture
def here():
    with cloud() as one:
        yield one


@pytest.fixture
def ground(here):
    return dataclasses.replace(
        new_ground()[0],
        store=DrillStore("drills_table"),
        cards=CardStore("drills_table"),
        residents=DrillResidentStore("drills_table"),
    )


def furnish(ground):
    finish(finished(user_id=USER, answers={"when": "level5"}), ground)
    change(current_plan(USER, ground), OWN, ground)
    share(current_plan(USER, ground), ground)
    finish(finished(user_id=USER, client_key="z" * 32), ground)
    agree(USER, ground)


def test_the_newest_plan_is_found_again_with_what_was_written_before(ground):
    furnish(ground)
    card = current_plan(USER, ground)
    assert card is not None
    assert (card.attempt.total, card.own) == (100, OWN)
    assert current_plan("U" + "9" * 32, ground) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_told_in_the_resident_s_language(ground, language):
    furnish(ground)
    told = list(lines(kept(USER, ground), language))
    assert all(name and value for name, value in told)
    assert not [line for line in told if "{" in line[0] + line[1]]
    values = "\n".join(value for _, value in told)
    assert ("母 0270123456" in values, "桐生のおば" in values, "2026-06-08" in values) == (True, True, True)


def test_of_who_never_drilled_nothing_is_told(ground):
    assert list(lines(kept(USER, ground), "ja")) == []


def test_after_a_deletion_no_item_is_left(here, ground):
    furnish(ground)
    assert forget(USER, ground) == 2
    assert here.items("drills_table") == []
    assert forget(USER, ground) == 0


def test_a_deletion_that_broke_off_is_finished_by_the_next(here, ground):
    furnish(ground)
    card = kept(USER, ground).cards[0]
    ground.cards.delete(card)
    assert forget(USER, ground) == 1
    assert not [item for item in here.items("drills_table") if USER in str(item)]


def test_a_resident_comes_back_from_dynamodb_as_kept(ground):
    furnish(ground)
    known = ground.residents.load(USER)
    assert known.may_come_back
    assert len(known.plans) == 2
    assert known.due == {
        date(2026, 6, 8): "week",
        date(2026, 7, 1): "month",
        date(2026, 8, 25): "season",
        date(2027, 5, 25): "season",
        date(2027, 6, 1): "review",
    }
    for day in known.due:
        assert list(ground.residents.due(day)) == [USER]
