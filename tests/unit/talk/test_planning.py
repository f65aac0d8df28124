"""The resident's own plan in the chat, and the yes or no to the drill that comes back."""

import pytest

from local.line_emulator.validation.messages import check_messages
from madoguchi.flow.text import LANGUAGES
from madoguchi.residents.model import Resident
from madoguchi.talk.handle_event import handle_event
from madoguchi.talk.model import ComesBack, OwnPlan, World
from madoguchi.talk.notices import render
from tests.unit.talk.chat import Chat, buttons
from tests.unit.talk.outside import Outside, event

PLAN = OwnPlan(
    "/drill/enter?next=/drill/plans/0f", "2026-11-25", "前橋市", (("どこへ", ("親戚の家",)),), False
)
WORDS = {
    "ja": "わたしの避難計画",
    "easy": "わたしの 避難（ひなん）の 計画（けいかく）",
    "en": "My plan",
    "pt-BR": "Meu plano",
    "vi": "Kế hoạch của tôi",
}


def _resident(language: str = "ja") -> Resident:
    return Resident("U1", municipality="10201", topics=("bousai",), language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_is_shown_with_its_page_at_any_time(language: str):
    chat = Chat(_resident(language))
    chat.plan = PLAN
    turn = chat.say(WORDS[language])
    check_messages(list(turn.replies))
    assert "親戚の家" in chat.shown
    assert buttons(turn.replies)[0]["uri"] == "https://liff.line.me/1-a/drill/enter?next=/drill/plans/0f"


def test_who_has_no_plan_is_offered_the_drill():
    chat = Chat(_resident())
    chat.say("わたしの避難計画")
    assert "まだありません" in chat.shown
    assert any("大雨" in label for label in chat.labels)


def test_a_drill_that_is_being_answered_waits_for_the_plan():
    chat = Chat(_resident())
    chat.plan = PLAN
    chat.say("避難訓練")
    chat.tap(next(label for label in chat.labels if "大雨" in label))
    asked = chat.state.asking
    chat.say("わたしの避難計画")
    assert chat.state.asking == asked


def test_the_drills_result_asks_whether_it_may_come_back():
    shown = {"kind": "drill_result", "params": {"score": "80", "plan_path": "/drill/plans/0f"}}
    for language in LANGUAGES:
        message = render(shown, _resident(language), World(0, "https://liff.line.me/1-a"))
        check_messages([message])
        taps = [one["data"] for one in buttons((message,)) if one["type"] == "postback"]
        assert {"do=come_back&value=yes", "do=come_back&value=no"} <= set(taps)


@pytest.mark.parametrize(("label", "agreed"), [("お知らせを受け取る", True), ("受け取らない", False)])
def test_a_yes_and_a_no_are_kept(label: str, agreed: bool):
    chat = Chat(_resident())
    chat.say("訓練のお知らせ")
    turn = chat.tap(label)
    assert turn.effects == (ComesBack(agreed),)
    assert "わたしの情報" in chat.shown


def test_it_is_changed_among_my_information_by_who_has_a_plan():
    chat = Chat(_resident())
    chat.say("わたしの情報")
    assert "訓練のお知らせ" not in chat.labels
    chat.plan = PLAN
    chat.say("わたしの情報")
    chat.tap("訓練のお知らせ")
    assert {"お知らせを受け取る", "受け取らない"} <= set(chat.labels)


def test_the_plan_is_read_for_an_event_that_shows_it():
    outside = Outside(resident=_resident(), plan=PLAN)
    handle_event(event("わたしの避難計画"), outside.around())
    assert "親戚の家" in outside.seen[0]
