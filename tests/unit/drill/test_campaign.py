"""A campaign's draw: one entry a person, apart from the drill; drawn, checked by anybody, forgotten."""

import dataclasses
import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local import campaign_commands
from local.lottery.verify import find_faults
from madoguchi.drill import campaign_store as campaign_store_module
from madoguchi.drill import enter_campaign
from madoguchi.drill.campaign import Draw, entry_number, national, person
from madoguchi.drill.campaign_store import CampaignStore
from madoguchi.drill.card import Card
from madoguchi.drill.enter_campaign import campaign, campaigns, enter, open_campaign
from madoguchi.drill.finish import finish
from madoguchi.drill.own_data import forget, kept, lines
from madoguchi.drill.run_campaign import (
    close,
    draw,
    forget_losers,
    forget_on_time,
    is_time_to_forget,
    tell_winners,
)
from madoguchi.drill.store import DrillStore
from madoguchi.lottery.draw import ENTRY
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import AlreadyEntered, BadRequest, CampaignClosed, NotInThisState, Overtaken
from tests.moto_cloud import cloud
from tests.unit.drill.ground import new_ground
from tests.unit.drill.test_finish import USER, finished, size_of

ID = "winter2026"
DURING = datetime(2026, 12, 1, 12, tzinfo=JST)
AFTER = datetime(2027, 1, 2, tzinfo=JST)
SEED = "38,123.45"


@pytest.fixture(params=["dynamodb", "memory"])
def ground(request):
    in_memory = dataclasses.replace(new_ground()[0], clock=lambda: DURING)
    if request.param == "memory":
        yield in_memory
        return
    with cloud():
        yield dataclasses.replace(
            in_memory, store=DrillStore("drills_table"), campaigns=CampaignStore("drills_table")
        )


def on(ground, at):
    return dataclasses.replace(ground, clock=lambda: at)


def new_card(ground, number=0, **answers):
    return Card(finish(finished(client_key=f"{number:032}", answers=answers), ground))


def entered(ground, number=0, user_id="", **answers):
    phone = {"phone": f"0901234{number:04}", "agreed": True}
    return enter(new_card(ground, number, **answers), phone, f"key{number}", user_id, ground)


def test_an_entry_says_nothing_of_the_drill_and_the_drill_nothing_of_the_entry(ground):
    number = entered(ground, user_id=USER)
    entry = ground.campaigns.entry(ID, number)
    assert entry is not None
    assert (entry.phone, entry.user_id) == ("09012340000", USER)
    known = {field.name for field in dataclasses.fields(entry)}
    assert known == {"campaign", "number", "phone", "user_id", "entered_at", "expires_at"}


def test_a_page_that_is_sent_twice_is_one_entry_under_one_number(ground):
    card, phone = new_card(ground), {"phone": "09012345678", "agreed": True}
    numbers = {enter(card, phone, "key", "", ground) for _ in range(2)}
    assert len(numbers) == 1
    assert ENTRY.fullmatch(numbers.pop())
    assert len(list(ground.campaigns.entries(ID))) == 1


@pytest.mark.parametrize(
    ("phone", "user_id", "number"),
    [("09012340000", "", 1), ("+819012340000", "", 1), ("09099999999", USER, 1), ("09099999999", "", 0)],
    ids=["the same telephone", "the same abroad", "the same LINE user", "the same plan"],
)
def test_a_person_and_a_plan_enter_once(ground, phone, user_id, number):
    entered(ground, user_id=USER)
    with pytest.raises(AlreadyEntered):
        enter(new_card(ground, number), {"phone": phone, "agreed": True}, "other", user_id, ground)
    assert len(list(ground.campaigns.entries(ID))) == 1


def test_two_people_enter_with_two_numbers(ground):
    assert entered(ground, 1) != entered(ground, 2)
    assert len(list(ground.campaigns.entries(ID))) == 2


@pytest.mark.parametrize("at", [datetime(2026, 10, 31, tzinfo=JST), datetime(2027, 1, 1, tzinfo=JST)])
def test_outside_its_period_nobody_enters(ground, at):
    with pytest.raises(CampaignClosed):
        entered(on(ground, at))


def test_a_drill_from_before_the_campaign_does_not_open_it(ground):
    card = new_card(on(ground, datetime(2026, 10, 1, tzinfo=JST)))
    with pytest.raises(CampaignClosed):
        enter(card, {"phone": "09012345678", "agreed": True}, "key", "", ground)


def test_where_full_marks_are_the_rule_they_are_asked_for(monkeypatch, ground):
    strict = dataclasses.replace(campaign(ID), rule="full_marks")
    monkeypatch.setattr(enter_campaign, "campaigns", lambda: (strict,))
    with pytest.raises(CampaignClosed):
        entered(ground, 1, when="level5")
    assert entered(ground, 2)


def test_a_draw_from_entries_to_winners_and_to_the_last_deletion(ground):
    numbers = [entered(ground, number, user_id=USER if number == 3 else "") for number in range(8)]
    few = dataclasses.replace(campaign(ID), winners=3)
    later = on(ground, AFTER)
    entries = close(few, later)
    assert entries.decode().split() == sorted(numbers)
    drawn = draw(few, entries, SEED, later)
    assert draw(few, entries, SEED, later) == drawn
    assert len(drawn.winners) == 3
    reached = tell_winners(few, later)
    assert {entry.number for entry in reached} == set(drawn.winners)
    told = {notice_id for *_, notice_id in ground.notify.sent if notice_id.startswith("campaign_won")}
    assert told == {f"campaign_won-{numbers[3]}"} & {f"campaign_won-{one}" for one in drawn.winners}
    assert forget_losers(few, later) == 5
    assert {entry.number for entry in ground.campaigns.entries(ID)} == set(drawn.winners)
    assert forget_losers(few, later) == 0
    assert ground.campaigns.draw(ID).losers_forgotten


def test_closing_waits_until_everybody_on_their_way_has_arrived(ground):
    with pytest.raises(NotInThisState):
        close(campaign(ID), on(ground, datetime(2027, 1, 1, 0, 4, tzinfo=JST)))


def test_what_was_closed_stays_as_committed(ground):
    entered(ground, 1)
    later = on(ground, AFTER)
    assert close(campaign(ID), later) == close(campaign(ID), later)
    (entry,) = ground.campaigns.entries(ID)
    ground.campaigns.forget(entry)
    with pytest.raises(BadRequest):
        close(campaign(ID), later)


def test_a_draw_has_one_seed_and_its_own_entries(ground):
    for number in range(3):
        entered(ground, number)
    later, few = on(ground, AFTER), dataclasses.replace(campaign(ID), winners=1)
    with pytest.raises(NotInThisState):
        draw(few, b"", SEED, later)
    entries = close(few, later)
    with pytest.raises(BadRequest):
        draw(few, entries + b"ZZZZ-ZZZZ-ZZZZ\n", SEED, later)
    draw(few, entries, SEED, later)
    with pytest.raises(NotInThisState):
        draw(few, entries, "another", later)


def test_of_two_who_draw_at_once_one_is_told(ground):
    ground.campaigns.keep_draw(ID, Draw(), Draw("c", 1))
    with pytest.raises(Overtaken):
        ground.campaigns.keep_draw(ID, Draw(), Draw("d", 1))
    ground.campaigns.keep_draw(ID, Draw("c", 1), Draw("c", 1, "s", ("A",)))
    with pytest.raises(Overtaken):
        ground.campaigns.keep_draw(ID, Draw("c", 1), Draw("c", 1, "t", ("B",)))
    assert ground.campaigns.draw(ID).winners == ("A",)


def test_losers_are_forgotten_on_their_day_and_an_undrawn_campaign_is_said(ground):
    for number in range(3):
        entered(ground, number)
    few, later = dataclasses.replace(campaign(ID), winners=1), on(ground, AFTER)
    entries = close(few, later)
    due = on(ground, datetime(2027, 2, 1, 9, tzinfo=JST))
    with pytest.raises(NotInThisState):
        is_time_to_forget(few, due)
    draw(few, entries, SEED, later)
    assert not is_time_to_forget(few, on(ground, datetime(2027, 1, 31, tzinfo=JST)))
    assert forget_on_time(due) == 2
    assert forget_on_time(due) == 0


def test_a_resident_s_entry_is_shown_and_goes_with_everything_else(ground):
    number = entered(ground, user_id=USER)
    told = " ".join(value for _, value in lines(kept(USER, ground), "ja"))
    assert number in told
    forget(USER, ground)
    assert list(ground.campaigns.entries(ID)) == []
    assert ground.campaigns.entry_of(ID, "09012340000") is None


def test_after_the_commitment_only_the_bare_number_stays_of_a_resident(ground):
    number = entered(ground, user_id=USER)
    entries = close(campaign(ID), on(ground, AFTER))
    forget(USER, on(ground, AFTER))
    (entry,) = ground.campaigns.entries(ID)
    assert (entry.number, entry.phone, entry.user_id) == (number, "", "")
    assert close(campaign(ID), on(ground, AFTER)) == entries


def test_the_commands_publish_what_the_verifier_confirms(monkeypatch, capsys, tmp_path, ground):
    for number in range(120):
        entered(ground, number)
    monkeypatch.setattr(campaign_commands, "ground", lambda: on(ground, AFTER))
    assert campaign_commands.run(["close", ID, "--into", str(tmp_path)]) == 0
    assert campaign_commands.run(["draw", ID, str(tmp_path), "--seed", SEED]) == 0
    assert find_faults(tmp_path) == []
    published = json.loads((tmp_path / "draw.json").read_text())
    assert len(published["winners"]) == 100
    assert capsys.readouterr().out.splitlines()[-100:] == published["winners"]
    assert campaign_commands.run(["winners", ID]) == 0
    assert "to be called" in capsys.readouterr().out
    assert campaign_commands.run(["forget", ID]) == 0
    assert "of 20 entries" in capsys.readouterr().out
    assert campaign_commands.run(["list"]) == 0
    assert f"{ID} " in capsys.readouterr().out
    # Published are numbers and hashes; nobody can be reached by them.
    assert "0901234" not in "".join(path.read_text() for path in tmp_path.iterdir())


def test_the_commands_say_what_is_wrong(monkeypatch, capsys, tmp_path, ground):
    monkeypatch.setattr(campaign_commands, "ground", lambda: ground)
    assert campaign_commands.run(["close", ID, "--into", str(tmp_path)]) == 1
    assert campaign_commands.run(["close", "nothing", "--into", str(tmp_path)]) == 1
    assert campaign_commands.run(["winners", ID]) == 1
    assert "is open until" in capsys.readouterr().err


def test_no_two_campaigns_are_open_at_once():
    found = campaigns()
    for one in found:
        assert one.winners_forgotten_on > one.losers_forgotten_on > one.closes_at.date() - timedelta(days=1)
        assert open_campaign(one.opens_at) == one
    assert open_campaign(datetime(2020, 1, 1, tzinfo=JST)) is None


@given(st.text(st.sampled_from("abcXYZ0-_"), min_size=32, max_size=32))
def test_a_number_is_well_formed_and_free_of_look_alikes(key):
    number = entry_number(ID, key)
    assert ENTRY.fullmatch(number)
    assert not set(number) & set("IO01")


def test_a_number_from_abroad_is_the_same_at_home():
    assert national("+819012345678") == national("09012345678") == "09012345678"
    assert person("a", "1") != person("b", "1")


def test_entering_costs_eight_write_units(monkeypatch):
    calls = []
    monkeypatch.setattr(
        campaign_store_module, "dynamodb", lambda name, **asked: calls.append((name, asked)) or {}
    )
    ground = dataclasses.replace(
        new_ground()[0], clock=lambda: DURING, campaigns=CampaignStore("drills_table")
    )
    entered(ground, user_id=USER)
    ((name, asked),) = calls
    assert (name, len(asked["TransactItems"])) == ("TransactWriteItems", 4)
    assert all(size_of(one) < 1024 for one in asked["TransactItems"])


def test_the_retention_of_an_entry_is_its_campaign_s(ground):
    entry = ground.campaigns.entry(ID, entered(ground))
    assert entry is not None
    assert entry.expires_at.astimezone(JST).date() == date(2027, 4, 1)
