"""No state traps a resident: every state that can be reached, with every kind of event."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from local.line_emulator.validation.messages import check_messages
from madoguchi.residents.model import Resident
from madoguchi.talk.model import LIMIT_MS, State
from madoguchi.talk.understand import BUTTONS, button
from tests.unit.talk.chat import Chat, buttons, tap_event, text_event

WORDS = [
    *("前橋", "まえばし", "maebashi", "甘楽郡", "群馬県高崎市", "防災", "防災、健康", "全部", "これで決定"),
    *("1", "２", "とばす", "送信する", "続きから", "直す", "同意する", "2026-11-25"),
    *("日本語", "やさしい日本語", "English", "戻る", "やめる", "最初から", "メニュー", "登録", "登録内容"),
    *("避難訓練", "申請", "ヘルプ", "ことば", "データを消す", "消す", "こんにちは", "？", "🌊"),
]
FLOWS = [
    "forms/opinion",
    "forms/magazine_survey",
    "drills/heavy_rain",
    "drills/typhoon",
    "quizzes/pets",
    "quizzes/none",
    "forms/none",
    "x",
    "",
]
FIELDS = ["municipality", "topics", "language", "nothing", "subject", "message", "rating", "articles", ""]
VALUES = [
    "10201",
    "10426",
    "99999",
    "bousai",
    "kenko",
    "easy",
    "en",
    "xx",
    "100011",
    "drill",
    "me",
    "forms",
    "21-7",
    "none",
    "work",
    "",
]
FIELDS += ["work", "places", "quiet", "budget", "age"]
VALUES += ["disaster", "feature", "yes", "8", "99", *FLOWS]

DATA = (
    st.builds(
        lambda name, field, value, flow: button(name, field=field, value=value, flow=flow),
        st.sampled_from([*sorted(BUTTONS), "unknown"]),
        st.sampled_from(FIELDS),
        st.sampled_from(VALUES),
        st.sampled_from(FLOWS),
    )
    | st.builds(lambda flow: button("begin", value=flow), st.sampled_from(FLOWS))
    | st.text(max_size=40)
)
TYPED = ["これで決定", "とばす", "よい県です", "戻る", "1", "続きから"]
PLACES = st.builds(
    lambda latitude, longitude: {
        "type": "message",
        "message": {
            "type": "location",
            "address": "太田市",
            "latitude": latitude,
            "longitude": longitude,
        },
    },
    st.sampled_from([36.3912, 35.0, -91, "36", None, True, 10**400]) | st.floats(),
    st.sampled_from([139.0608, 139.7, 181]) | st.floats(),
)
DAYS = st.sampled_from([{"date": "2026-11-25"}, {"date": "x"}, {"time": "10:00"}, {}, "no"])
EVENTS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(text_event, st.sampled_from(WORDS)),
    st.builds(text_event, st.text(max_size=30)),
    st.builds(tap_event, DATA),
    st.builds(lambda data, day: tap_event(data) | {"postback": {"data": data, "params": day}}, DATA, DAYS),
    PLACES,
    st.sampled_from(
        [
            {"type": "follow"},
            {"type": "unfollow"},
            {"type": "message", "message": {"type": "sticker"}},
            {"type": "message", "message": {"type": "location", "address": "群馬県太田市"}},
            {"type": "message"},
            {"type": "postback"},
            {"type": "unsend", "unsend": {"messageId": "1"}},
        ]
    ),
)
STEPS = st.lists(st.tuples(EVENTS, st.sampled_from([1000, 1000, 1000, LIMIT_MS + 1])), max_size=14)
RESIDENTS = st.sampled_from(
    [None, Resident("U1", language="en"), Resident("U1", municipality="10201", topics=("bousai",))]
)


@settings(max_examples=300, deadline=None)
@given(RESIDENTS, STEPS)
def test_whatever_happens_the_answer_is_valid_and_leads_on(
    resident: Resident | None, steps: list[tuple[dict[str, Any], int]]
):
    chat = Chat(resident)
    for event, after in steps:
        turn = chat.event(event, after=after)
        assert State.from_json(turn.state.to_json()) == turn.state
        if turn.replies:
            check_messages(list(turn.replies))
            assert turn.replies[-1]["quickReply"]["items"]
    for way_out in ("やめる", "メニュー"):
        turn = chat.say(way_out)
        assert turn.state.idle
        assert len(buttons(turn.replies)) >= 4


def _fill_in(chat: Chat, data: st.DataObject) -> None:
    """Walk into a questionnaire by its own buttons, so that states deep inside are met as well."""
    chat.event(tap_event(button("begin", value=data.draw(st.sampled_from(FLOWS)))))
    for _ in range(data.draw(st.integers(0, 25))):
        own = [one for one in buttons(chat.turns[-1].replies) if "do=fill" in str(one.get("data"))]
        if own and data.draw(st.integers(0, 9)):
            chat.event(tap_event(data.draw(st.sampled_from(own))["data"]))
        else:
            chat.say(data.draw(st.sampled_from(TYPED)))


@settings(max_examples=200, deadline=None)
@given(RESIDENTS, st.data(), EVENTS, st.sampled_from([1000, LIMIT_MS + 1]))
def test_nobody_is_caught_inside_a_questionnaire(
    resident: Resident | None, data: st.DataObject, event: dict[str, Any], after: int
):
    chat = Chat(resident)
    _fill_in(chat, data)
    turn = chat.event(event, after=after)
    assert State.from_json(json.loads(json.dumps(turn.state.to_json()))) == turn.state
    if turn.replies:
        check_messages(list(turn.replies))
        assert turn.replies[-1]["quickReply"]["items"]
    assert len({one.key for one in chat.sent}) == len(chat.sent)
    turn = chat.say("やめる")
    assert turn.state == State()


@settings(max_examples=100, deadline=None)
@given(RESIDENTS, STEPS, st.data())
def test_every_button_on_the_screen_is_understood(
    resident: Resident | None, steps: list[tuple[dict[str, Any], int]], data: st.DataObject
):
    chat = Chat(resident)
    chat.follow()
    for event, after in steps:
        chat.event(event, after=after)
    _fill_in(chat, data)
    shown = [one for turn in chat.turns[-1:] for one in buttons(turn.replies) if one["type"] == "postback"]
    if shown:
        turn = chat.event(tap_event(data.draw(st.sampled_from(shown))["data"]))
        assert "わかりませんでした" not in chat.shown
        assert turn.replies


@settings(max_examples=100, deadline=None)
@given(RESIDENTS, STEPS)
def test_the_same_event_in_the_same_state_has_the_same_answer(
    resident: Resident | None, steps: list[tuple[dict[str, Any], int]]
):
    one, other = Chat(resident), Chat(resident)
    for event, after in steps:
        assert one.event(event, after=after) == other.event(event, after=after)
