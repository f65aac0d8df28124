"""Plans of many residents at once: each of them their own, and nobody else's."""

import dataclasses

import pytest

from madoguchi.drill.card_store import CardStore
from madoguchi.drill.find_plan import find_plan
from madoguchi.drill.finish import finish
from madoguchi.drill.keep_card import change, edit_flow
from madoguchi.drill.model import QUOTED
from madoguchi.drill.own_data import forget
from madoguchi.drill.quote_plans import quote_plans
from madoguchi.drill.resident_store import DrillResidentStore
from madoguchi.drill.store import DrillStore
from madoguchi.flow.text import LANGUAGES
from madoguchi.runtime import dynamodb
from tests.moto_cloud import cloud
from tests.unit.drill.ground import new_ground
from tests.unit.drill.test_finish import finished

EVERYTHING = {"people": "祖母", "contact_1_name": "母", "contact_1_phone": "0270123456"}


@pytest.fixture(params=["dynamodb", "memory"])
def ground(request):
    in_memory = new_ground()[0]
    if request.param == "memory":
        yield in_memory
        return
    with cloud():
        yield dataclasses.replace(
            in_memory,
            store=DrillStore("drills_table"),
            cards=CardStore("drills_table"),
            residents=DrillResidentStore("drills_table"),
        )


def user(number):
    return f"U{number:032x}"


def keep_plan(ground, number, **own):
    drill = finished(user_id=user(number), client_key=f"{len(own)}{number:031d}")
    card = find_plan(finish(drill, ground).plan_id, ground)
    change(card, own, ground)
    return card


def test_everybody_is_quoted_their_own_plan_in_their_language(ground):
    for number in range(7):
        keep_plan(ground, number, place_1=f"place {number}")
    languages = {user(number): "en" if number % 2 else "ja" for number in range(9)}
    quoted = quote_plans(languages, ("plan_where",), ground)
    assert {one: words[0].splitlines()[0] for one, words in quoted.items()} == {
        user(number): f"{'First' if number % 2 else '1番目'}: place {number}" for number in range(7)
    }


def test_who_has_no_plan_or_deleted_it_is_not_quoted(ground):
    keep_plan(ground, 1)
    keep_plan(ground, 2)
    forget(user(1), ground)
    assert quote_plans({user(1): "ja", user(2): "ja", user(3): "ja"}, QUOTED, ground).keys() == {user(2)}


def test_a_plan_that_expired_before_its_record_is_not_quoted(ground):
    ground.cards.delete(keep_plan(ground, 1))
    assert quote_plans({user(1): "ja"}, QUOTED, ground) == {}


def test_the_newest_plan_is_quoted(ground):
    keep_plan(ground, 1, place_1="old", people="x")
    keep_plan(ground, 1, place_1="new")
    ((where,),) = quote_plans({user(1): "ja"}, ("plan_where",), ground).values()
    assert where.startswith("1番目: new\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_neither_telephone_numbers_nor_the_plan_s_key_are_quoted(ground, language):
    card = keep_plan(ground, 1, **EVERYTHING)
    quoted = str(quote_plans({user(1): language}, QUOTED, ground))
    assert "祖母" in quoted
    assert "0270123456" not in quoted
    assert card.plan_id not in quoted


@pytest.mark.parametrize("language", LANGUAGES)
def test_fifty_of_the_longest_plans_fit_into_one_item(ground, language):
    card = keep_plan(ground, 1)
    texts = [one for one in edit_flow(card).fields() if one.kind in ("text", "long_text")]
    change(card, {one.id: "𠮷" * one.max for one in texts}, ground)
    (words,) = quote_plans({user(1): language}, QUOTED, ground).values()
    assert 50 * len(str(words).encode()) < 300_000


def test_a_plan_that_would_burst_the_item_is_not_quoted(ground):
    keep_plan(ground, 1, place_1="e" + "\u0301" * 9_000)
    keep_plan(ground, 2)
    assert quote_plans({user(1): "ja", user(2): "ja"}, QUOTED, ground).keys() == {user(2)}


def test_a_hundred_residents_are_one_call_and_a_plan_is_one_unit(ground, monkeypatch):
    for number in range(3):
        keep_plan(ground, number)
    asked = []
    call = dynamodb.call

    def count(service, target, body):
        ((_, keys),) = body["RequestItems"].items()
        asked.append((len(keys["Keys"]), keys["ConsistentRead"]))
        return call(service, target, body)

    monkeypatch.setattr(dynamodb, "call", count)
    quote_plans({user(number): "ja" for number in range(100)}, QUOTED, ground)
    # Half a unit a key, read as of a moment ago: 100 records, then 3 plans with what was written on them.
    if isinstance(ground.cards, CardStore):
        assert asked == [(100, False), (6, False)]
