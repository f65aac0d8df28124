"""「なぜ届いたか」: one tap to see why, a second one to change or stop."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from local.line_emulator.validation.messages import check_messages
from madoguchi.broadcast.definition.model import Kind
from madoguchi.broadcast.definition.told import Named, Told
from madoguchi.flow.text import LANGUAGES
from madoguchi.residents.model import (
    AGE,
    DONE,
    EVERYBODY,
    LANGUAGE,
    MUNICIPALITY,
    SINCE,
    TOPIC,
    Place,
    Resident,
    Segment,
    all_of,
    none_of,
)
from madoguchi.talk.handle_event import handle_event
from madoguchi.talk.model import Registered
from tests.unit.talk.chat import Chat, tap_event, text_event
from tests.unit.talk.outside import Outside, event

RESIDENT = Resident("U1", municipality="10201", topics=("bousai", "kenko"))
NEWS = Named("大雨の季節を前に", datetime(2026, 6, 1, 3, 4, tzinfo=UTC))
LATER = Named("日付の訂正", datetime(2026, 6, 2, 0, 30, tzinfo=UTC))
ASKED = "do=why&field=ja-00001&value=20260601-0a1b2c3d"


def asked_about(segment=EVERYBODY, resident=RESIDENT, kind=Kind.ROUTINE, **facts):
    chat = Chat(resident)
    chat.told = Told(NEWS, kind, segment, **facts)
    chat.event(tap_event(ASKED))
    return chat


def test_the_reason_names_the_residents_own_settings():
    chat = Chat(RESIDENT)
    chat.event(tap_event("do=why"))
    assert "前橋市" in chat.shown
    assert "防災・健康" in chat.shown


def test_two_taps_stop_routine_broadcasts():
    chat = Chat(RESIDENT)
    chat.event(tap_event("do=why"))
    turn = chat.tap("お知らせを止める")
    assert turn.effects == (Registered("10201", (), "ja"),)
    assert "命にかかわる" in str(turn.replies)


def test_two_taps_begin_a_change():
    chat = Chat(RESIDENT)
    chat.event(tap_event("do=why"))
    turn = chat.tap("知りたいことを変える")
    assert turn.state.asking == "topics"


def test_somebody_who_never_registered_is_told_so():
    chat = Chat()
    chat.event(tap_event("do=why"))
    assert "登録がないため" in chat.shown
    chat.event(tap_event("do=quiet"))
    assert "登録がないため" in chat.shown


def test_a_broadcast_is_named_with_its_moment_in_japan_and_the_own_facts_alone():
    chat = asked_about(Segment.of(("10201", "10202"), ("bousai", "kosodate")))
    assert "お知らせ: 大雨の季節を前に" in chat.shown
    assert "届いた日時: 2026年6月1日 12:04" in chat.shown
    assert "市町村: 前橋市" in chat.shown
    assert "知りたいこと: 防災" in chat.shown
    assert not [one for one in ("高崎市", "子育て", "健康") if one in chat.shown]
    assert "知りたいことを変える" in chat.labels


def test_every_kind_of_ground_has_its_words():
    resident = replace(
        RESIDENT,
        other_places=(Place("work", "10202"),),
        age_band="30s",
        marks=frozenset({"applied"}),
        friend_since="2026-04-01T00:00:00+00:00",
    )
    chat = asked_about(
        all_of(
            Segment(MUNICIPALITY, ("10202",)),
            Segment(AGE, ("30s",)),
            Segment(LANGUAGE, ("ja",)),
            Segment(DONE, ("applied",)),
            Segment(SINCE, ("2026-01-01",)),
            none_of(
                Segment(DONE, ("drill",)), Segment(TOPIC, ("kosodate",)), Segment(SINCE, ("2026-05-01",))
            ),
        ),
        resident,
    )
    for line in (
        "職場: 高崎市",
        "年代: 30代",
        "ことば: 日本語",
        "窓口でしたこと: 電子申請をした",
        "友だちになった日: 2026年4月1日",
        "当てはまらないこと: 避難訓練を受けた",
        "当てはまらないこと: 知りたいこと: 子育て",
    ):
        assert line in chat.shown
    assert {"年代", "ほかの市町村", "ことばを変える"} <= set(chat.labels)
    assert "お住まいの市町村を変える" not in chat.labels


def test_news_for_everybody_has_no_ground_but_being_registered():
    assert "登録している方すべて" in asked_about().shown


def test_who_has_changed_their_settings_is_told_that_they_were_others_then():
    assert "いまの登録では" in asked_about(Segment(TOPIC, ("kosodate",))).shown
    assert "いまの登録では" in asked_about(resident=None).shown


def test_an_emergency_cannot_be_stopped_and_says_so():
    chat = asked_about(Segment(MUNICIPALITY, ("10201",)), kind=Kind.EMERGENCY)
    assert "命にかかわるお知らせなので" in chat.shown
    assert "お知らせを止める" not in chat.labels
    assert "お住まいの市町村を変える" in chat.labels


def test_a_drill_names_the_topic_that_was_chosen():
    chat = asked_about(Segment(TOPIC, ("bousai",)), kind=Kind.TRAINING)
    assert "知りたいことに「防災」を選んだ方に" in chat.shown
    assert "お知らせを止める" in chat.labels


def test_a_personal_message_says_from_where_it_knows():
    assert "あなたの登録や、あなたの避難計画から書き入れました" in asked_about(is_personal=True).shown


def test_what_was_stopped_or_corrected_says_when():
    chat = asked_about(stopped_at=NEWS.at, corrected_by=(LATER,))
    assert "2026年6月1日 12:04に途中で取りやめました" in chat.shown
    assert "2026年6月2日 9:30に訂正しました。訂正：「日付の訂正」" in chat.shown.replace(" 09:", " 9:")


def test_a_correction_names_what_it_corrects():
    chat = asked_about(corrects=LATER)
    assert "「日付の訂正」を訂正する" in chat.shown
    assert "いまの登録では" not in chat.shown


def test_an_open_question_waits_while_somebody_looks_why():
    chat = Chat(RESIDENT)
    chat.event(tap_event("do=change&field=topics"))
    chat.told = Told(NEWS, Kind.ROUTINE, EVERYBODY)
    assert chat.event(tap_event(ASKED)).state.asking == "topics"


@pytest.mark.parametrize("language", LANGUAGES)
def test_line_takes_the_answer_in_every_language(language):
    facts = {"stopped_at": NEWS.at, "corrected_by": (LATER, LATER), "is_personal": True}
    chat = asked_about(Segment.of(("10201",), ("bousai",)), replace(RESIDENT, language=language), **facts)
    assert check_messages(list(chat.turns[-1].replies))


def test_the_broadcast_is_looked_up_for_this_button_only():
    world = Outside(resident=RESIDENT, told=Told(NEWS, Kind.ROUTINE, EVERYBODY))
    handle_event({**event("", event_id="E1"), **tap_event(ASKED)}, world.around())
    handle_event({**event("なぜ届いたか", event_id="E2"), **text_event("なぜ届いたか")}, world.around())
    assert [NEWS.title in one for one in world.seen] == [True, False]


def test_a_message_that_never_came_here_gets_the_general_answer():
    world = Outside(resident=RESIDENT, told=Told(NEWS, Kind.ROUTINE, EVERYBODY))
    handle_event({**event(""), **tap_event("do=why&field=ja-00002&value=20260601-0a1b2c3d")}, world.around())
    assert "記録は見つかりませんでした" in world.seen[0]
    assert NEWS.title not in world.seen[0]
    assert "前橋市" in world.seen[0]
