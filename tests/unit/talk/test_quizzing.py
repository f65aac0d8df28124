"""The quizzes in the chat: one question at a time, marked at once, and nothing of them kept."""

import pytest

from local.line_emulator.validation.messages import check_messages
from madoguchi.drill.quiz import QUIZZES, quiz
from madoguchi.flow.text import LANGUAGES, localise
from madoguchi.residents.model import Resident
from madoguchi.talk.model import State, World
from madoguchi.talk.notices import render
from tests.unit.talk.chat import Chat, buttons, tap_event


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("quiz_id", QUIZZES)
def test_a_quiz_is_answered_marked_and_forgotten(quiz_id: str, language: str):
    chat = Chat(Resident("U1", municipality="10201", topics=("bousai",), language=language))
    chat.event(tap_event(f"do=begin&value=quizzes%2F{quiz_id}"))
    asked = quiz(quiz_id).flow.fields()
    for question in asked:
        numbers = {one.id: number for number, one in enumerate(question.choices, start=1)}
        turn = chat.say(str(numbers[question.data["right"]]))
        check_messages(list(turn.replies))
        assert localise(question.data["why"], language) in chat.shown
    assert chat.state == State()
    assert f"{len(asked)}" in chat.shown
    assert (chat.sent, turn.effects) == ([], ())
    others = {f"do=begin&value=quizzes%2F{one}" for one in QUIZZES if one != quiz_id}
    assert others <= {str(one.get("data")) for one in buttons(turn.replies)}


def test_a_wrong_answer_names_the_right_one():
    chat = Chat(Resident("U1"))
    chat.say("防災クイズ")
    chat.tap("ペット防災クイズ")
    assert "これは訓練です" not in chat.shown
    chat.say("1")
    assert "正解：避難場所まで、いっしょに行くこと" in chat.shown


def test_the_drills_result_offers_them():
    notice = {"kind": "drill_result", "params": {"score": "80", "plan_path": "/drill/plans/0f"}}
    message = render(notice, Resident("U1"), World(0, "https://liff.line.me/1-a"))
    assert "do=quizzes" in [one.get("data") for one in buttons((message,))]
