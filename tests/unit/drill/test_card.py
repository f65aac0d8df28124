"""A household's own plan: added to, confirmed, shared, taken back; and the same in DynamoDB."""

import dataclasses

import pytest

from madoguchi.drill import card_store as card_store_module
from madoguchi.drill.assembly import Ground
from madoguchi.drill.card_store import CardStore
from madoguchi.drill.find_plan import find_plan, find_shared
from madoguchi.drill.finish import finish
from madoguchi.drill.keep_card import change, confirm, edit_flow, share, stop_sharing
from madoguchi.drill.plan import contacts, own_lines, sections_of
from madoguchi.drill.store import DrillStore
from madoguchi.flow.run import answer
from madoguchi.flow.text import localise
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import NotFound, PlanChanged
from tests.moto_cloud import cloud
from tests.unit.drill.ground import new_ground
from tests.unit.drill.test_finish import finished, size_of

OWN = {
    "people": "祖母",
    "place_1": "桐生のおば",
    "way_1": "car",
    "minutes_1": "40",
    "switch": "3",
    "carry": "薬\n猫のえさ",
    "contact_1_name": "母",
    "contact_1_phone": "0270123456",
}


@pytest.fixture(params=["dynamodb", "memory"])
def ground(request):
    in_memory = new_ground()[0]
    if request.param == "memory":
        yield in_memory
        return
    with cloud():
        yield dataclasses.replace(
            in_memory, store=DrillStore("drills_table"), cards=CardStore("drills_table")
        )


def new_card(ground: Ground, **answers):
    return find_plan(finish(finished(answers=answers), ground).plan_id, ground)


def section(card, name, language="ja"):
    found = next(one for one in sections_of(card) if one.id == name)
    return [localise(line, language) for line in (*found.own, *found.lines)]


def test_a_new_plan_is_as_the_drill_left_it(ground):
    card = new_card(ground)
    assert (card.version, card.own, card.share_id) == (0, {}, "")
    assert card.looked_at == card.attempt.finished_at


def test_what_a_household_writes_stands_first_on_its_card(ground):
    change(new_card(ground), OWN, ground)
    card = find_plan(new_card(ground).plan_id, ground)
    assert (card.version, card.own) == (1, OWN)
    assert section(card, "who")[0] == "祖母"
    assert section(card, "where")[:2] == ["1番目: 桐生のおば", "1番目まで40分（車（道路に水が出る前））"]
    assert section(card, "where", "en")[1] == "40 minutes to the first (by car, before roads flood)"
    assert section(card, "take")[:2] == ["薬", "猫のえさ"]
    assert contacts(card.own) == [("母", "0270123456")]


def test_a_household_may_leave_earlier_and_never_later(ground):
    late = new_card(ground, flood="r3", floor="f1")
    assert "警戒レベル4" in section(late, "when")[0]
    change(late, {"switch": "3"}, ground)
    assert "警戒レベル3" in section(find_plan(late.plan_id, ground), "when")[0]
    early = new_card(ground, flood="r3", companions=["infant"])
    _, problems = answer(edit_flow(early), {"switch": ["4"]})
    assert set(problems) == {"switch"}


def test_of_two_who_change_a_plan_the_second_is_told(ground):
    card = new_card(ground)
    change(card, {"people": "父"}, ground)
    with pytest.raises(PlanChanged):
        change(card, {"people": "母"}, ground)
    with pytest.raises(PlanChanged):
        confirm(card, ground)
    assert find_plan(card.plan_id, ground).own == {"people": "父"}


def test_a_confirmation_keeps_the_day_and_the_words(ground):
    card = new_card(ground)
    change(card, OWN, ground)
    card = find_plan(card.plan_id, ground)
    later = dataclasses.replace(ground, clock=lambda: ground.clock().replace(month=8))
    confirm(card, later)
    after = find_plan(card.plan_id, ground)
    assert (after.own, after.looked_at.month) == (OWN, 8)


def test_a_link_shows_the_plan_until_it_is_taken_back(ground):
    share(new_card(ground), ground)
    card = find_plan(new_card(ground).plan_id, ground)
    assert find_shared(card.share_id, ground).plan_id == card.plan_id
    stop_sharing(card, ground)
    with pytest.raises(NotFound):
        find_shared(card.share_id, ground)
    share(find_plan(card.plan_id, ground), ground)
    assert find_plan(card.plan_id, ground).share_id not in ("", card.share_id)


def test_two_presses_make_one_link(ground):
    card = new_card(ground)
    share(card, ground)
    made = find_plan(card.plan_id, ground).share_id
    share(card, ground)
    assert find_plan(card.plan_id, ground).share_id == made


def test_a_plan_s_key_is_no_link_and_a_link_is_no_key(ground):
    share(new_card(ground), ground)
    card = find_plan(new_card(ground).plan_id, ground)
    with pytest.raises(NotFound):
        find_shared(card.plan_id, ground)
    with pytest.raises(NotFound):
        find_plan(card.share_id, ground)


def test_nothing_can_be_written_onto_a_plan_that_is_gone(ground):
    card = new_card(ground)
    ground.cards.delete(card)
    assert not ground.cards.save(card, OWN, ground.clock())
    assert not ground.cards.share(card, "a" * 32)
    assert ground.cards.find(card.plan_id) is None


def test_deleting_a_plan_leaves_nothing_behind():
    with cloud() as here:
        ground = dataclasses.replace(
            new_ground()[0], store=DrillStore("drills_table"), cards=CardStore("drills_table")
        )
        change(new_card(ground), OWN, ground)
        share(find_plan(new_card(ground).plan_id, ground), ground)
        card = find_plan(new_card(ground).plan_id, ground)
        ground.cards.delete(card)
        ground.cards.delete(card)
        assert [
            item for item in here.items("drills_table") if not item["pk"]["S"].startswith("NUMBERS")
        ] == []


def test_every_line_is_written_in_every_language():
    questions = {field.id: field for page in edit_flow_of_all().pages for field in page.fields}
    full = {name: (one.choices[0].id if one.choices else "7") for name, one in questions.items()}
    for lines in own_lines(content("drills/plan_edit"), full).values():
        for language in ("ja", "easy", "en", "pt-BR", "vi"):
            assert all(localise(line, language) for line in lines)


def edit_flow_of_all():
    return edit_flow(new_card(new_ground()[0]))


def test_what_is_written_is_never_a_pattern():
    lines = own_lines(content("drills/plan_edit"), {"people": "{town} {0} %s"})
    assert [localise(line, "ja") for line in lines["who"]] == ["{town} {0} %s"]


def test_what_each_operation_costs(monkeypatch):
    calls = []
    ground = new_ground()[0]
    card = dataclasses.replace(new_card(ground), version=3)
    answers = {"Query": {"Items": []}}
    monkeypatch.setattr(
        card_store_module,
        "dynamodb",
        lambda name, **asked: calls.append((name, asked)) or answers.get(name, {}),
    )
    store = CardStore("drills_table")
    store.find(card.plan_id)
    store.save(card, OWN, ground.clock())
    store.share(card, "a" * 32)
    store.unshare(dataclasses.replace(card, share_id="a" * 32))
    assert [name for name, _ in calls] == [
        *("Query", "TransactWriteItems", "TransactWriteItems", "UpdateItem", "DeleteItem")
    ]
    assert [len(asked["TransactItems"]) for name, asked in calls if name == "TransactWriteItems"] == [2, 3]
    # Two units for each kilobyte of each item of a transaction; what a household typically writes is one.
    values = calls[1][1]["TransactItems"][1]["Update"]["ExpressionAttributeValues"]
    assert size_of(values) < 1024
