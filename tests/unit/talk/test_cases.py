"""A resident asks a person; the answer arrives in the chat."""

from collections.abc import Iterator

import pytest

from madoguchi.runtime.errors import NotFound
from madoguchi.talk import cases
from madoguchi.talk.handle_event import handle_event
from madoguchi.talk.model import ASKING, Asked
from tests.moto_cloud import Cloud, cloud
from tests.unit.talk.chat import Chat
from tests.unit.talk.outside import Outside


@pytest.fixture
def table() -> Iterator[Cloud]:
    with cloud() as running:
        yield running


def test_the_next_words_are_the_question():
    chat = Chat()
    chat.say("人に聞く")
    assert chat.labels == ["やめる"]
    turn = chat.say("前橋の窓口は何時までですか")
    assert turn.effects == (Asked("1", "前橋の窓口は何時までですか"),)
    assert "お預かりしました" in chat.shown


def test_stop_sends_nothing_to_anybody():
    chat = Chat()
    turn = chat.say("人に聞く", "やめる", "前橋の窓口は何時までですか")
    assert turn.effects == ()


def test_a_picture_is_no_question_and_the_question_stays_open():
    chat = Chat()
    chat.say("人に聞く")
    turn = chat.event({"type": "message", "message": {"type": "image", "id": "5"}})
    assert turn.state.asking == ASKING
    assert "メッセージで書いてください" in chat.shown


def test_an_answer_is_written_and_sent_once_and_leaves_the_list(table: Cloud):
    cases.ask("U1", "M1", "いつですか")
    cases.ask("U2", "M2", "どこですか")
    cases.ask("U1", "M1", "いつですか")
    assert [case.id for case in cases.waiting()] == ["M1", "M2"]
    cases.answer("M1", "あすです。\n9時からです。")
    assert [case.id for case in cases.waiting()] == ["M2"]
    assert cases.asked_by("U1")[0].answer == "あすです。\n9時からです。"
    notices = table.notices()
    assert len(notices) == 1
    outside = Outside()
    handle_event(notices[0], outside.around())
    assert "ご質問：いつですか\nあすです。" in outside.seen[0]


def test_a_crash_between_writing_and_sending_is_mended_by_the_same_answer(
    table: Cloud, monkeypatch: pytest.MonkeyPatch
):
    cases.ask("U1", "M1", "いつですか")

    def crash(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(cases, "notify", crash)
        with pytest.raises(RuntimeError):
            cases.answer("M1", "あす")
    with pytest.raises(NotFound):
        cases.answer("M1", "あさって")
    cases.answer("M1", "あす")
    assert len(table.notices()) == 1


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001])
def test_an_answer_has_words_and_fits_into_a_card(table: Cloud, words: str):
    cases.ask("U1", "M1", "いつですか")
    with pytest.raises(ValueError, match="letters"):
        cases.answer("M1", words)


def test_a_question_that_is_gone_cannot_be_answered(table: Cloud):
    cases.ask("U1", "M1", "いつですか")
    assert cases.forget("U1") == 1
    with pytest.raises(NotFound):
        cases.answer("M1", "あす")
