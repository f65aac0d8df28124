"""Several places, quiet hours, a monthly limit, an age band, large letters: each in two taps."""

from dataclasses import replace

import pytest

from madoguchi.flow.text import LANGUAGES
from madoguchi.residents import find, register
from madoguchi.residents.model import Place, QuietHours, Resident
from madoguchi.talk.model import Followed, Preferred, State
from madoguchi.talk.perform import perform
from tests.moto_cloud import cloud
from tests.unit.talk.chat import Chat, tap_event, words

RESIDENT = Resident("U1", municipality="10201", topics=("bousai",))


def opened(resident: Resident = RESIDENT) -> Chat:
    chat = Chat(resident)
    chat.say("受け取り方")
    return chat


def test_another_town_is_added_by_typing_and_taken_away_by_a_tap():
    chat = opened()
    chat.tap("ほかの市町村")
    chat.tap("職場")
    chat.say("たかさき")
    assert chat.resident
    assert chat.resident.other_places == (Place("work", "10202"),)
    assert "高崎市" in str(chat.turns[-1].replies)
    chat.tap("ほかの市町村")
    chat.tap("高崎市を外す")
    assert chat.resident.other_places == ()


def test_another_town_is_added_by_taps_alone():
    chat = opened()
    for label in ("ほかの市町村", "実家・家族", "吾妻", "草津町"):
        chat.tap(label)
    assert chat.resident
    assert chat.resident.other_places == (Place("family", "10426"),)


def test_home_is_not_kept_twice_and_a_third_place_is_refused_with_a_way_out():
    full = replace(RESIDENT, other_places=(Place("work", "10202"), Place("family", "10203")))
    chat = opened(full)
    chat.event(tap_event("do=add_place&field=school&value=10204"))
    assert "2つまで" in chat.shown
    assert chat.resident == full
    chat = opened()
    chat.event(tap_event("do=add_place&field=work&value=10201"))
    assert chat.resident
    assert chat.resident.other_places == ()


def test_quiet_hours_are_chosen_and_given_up():
    chat = opened()
    chat.tap("静かな時間")
    chat.tap("21時〜7時")
    assert chat.resident
    assert chat.resident.quiet == QuietHours(21, 7)
    chat.tap("静かな時間")
    chat.tap("決めない")
    assert chat.resident.quiet is None


def test_a_limit_of_messages_and_an_age_band_are_chosen():
    chat = opened()
    chat.tap("ひと月の上限")
    chat.tap("月8通まで")
    chat.tap("年代")
    chat.tap("60代")
    assert chat.resident
    assert (chat.resident.budget, chat.resident.age_band) == (8, "60s")


def test_simple_mode_shows_large_letters_and_four_buttons_at_once():
    chat = opened()
    chat.tap("文字の大きさ")
    turn = chat.tap("かんたんな画面")
    assert chat.resident
    assert chat.resident.simple
    assert "'xxl'" in str(turn.replies)
    turn = chat.say("ヘルプ")
    assert turn.replies[-1]["type"] == "flex"
    assert len(turn.replies[-1]["quickReply"]["items"]) == 4
    chat.say("ふつうの画面")
    assert not chat.resident.simple
    assert chat.say("ヘルプ").replies[-1]["type"] == "text"


def test_somebody_who_never_wrote_before_may_ask_for_large_letters():
    chat = Chat()
    turn = chat.say("大きな文字")
    assert [type(effect) for effect in turn.effects] == [Followed, Preferred]


def test_who_is_not_registered_is_asked_for_their_town_first():
    chat = Chat()
    chat.say("受け取り方")
    assert "先にお住まいの市町村" in words(chat.turns[-1].replies[0])
    assert chat.state.asking == "municipality"


@pytest.mark.parametrize(
    "data", ["field=quiet&value=99-1", "field=budget&value=0", "field=age&value=x", "field=x"]
)
def test_a_value_that_makes_no_sense_is_not_kept(data: str):
    chat = opened()
    turn = chat.event(tap_event(f"do=keep&{data}"))
    assert turn.effects == ()
    assert chat.resident == RESIDENT


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_preference_is_offered_in_every_language(language: str):
    for name in ("places", "quiet", "budget", "age", "simple"):
        chat = Chat(replace(RESIDENT, language=language))
        turn = chat.event(tap_event(f"do=prefer&field={name}"))
        assert len(turn.replies[-1]["quickReply"]["items"]) >= 3


def test_what_is_preferred_is_kept_and_shown_again():
    now = replace(
        RESIDENT,
        other_places=(Place("work", "10202"),),
        quiet=QuietHours(21, 7),
        budget=8,
        age_band="60s",
        simple=True,
    )
    with cloud():
        register.register("U1", "10201", ("bousai",), "ja", 1)
        for number, name in enumerate(("places", "quiet", "budget", "age", "simple")):
            perform("U1", None, Preferred(name, now), 10 + number)
        kept = find.find("U1")
    assert kept
    for name in ("other_places", "quiet", "budget", "age_band", "simple"):
        assert getattr(kept, name) == getattr(now, name)


def test_the_reason_why_news_arrives_names_all_places_and_limits():
    chat = Chat(replace(RESIDENT, other_places=(Place("work", "10202"),), quiet=QuietHours(21, 7)))
    chat.say("なぜ届いたか")
    for one in ("前橋市", "高崎市", "21:00-7:00"):
        assert one in chat.shown
    assert "受け取り方を変える" in chat.labels
    assert chat.state == State()
