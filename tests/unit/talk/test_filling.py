"""Forms and drills in the chat: one question at a time, reviewed, sent once; never a trap."""

from typing import Any

import pytest

from madoguchi.drill.edition import edition
from madoguchi.flow.model import Choice, Field
from madoguchi.flow.run import answer, as_typed
from madoguchi.flow.text import LANGUAGES, localise
from madoguchi.residents.model import Resident
from madoguchi.talk import filling
from madoguchi.talk.filling import REVIEW
from madoguchi.talk.model import LIMIT_MS, Outcome
from tests.unit.talk.chat import Chat, buttons, tap_event

OPINION = "do=begin&value=forms%2Fopinion"
SURVEY = "do=begin&value=forms%2Fmagazine_survey"
DRILL = "do=begin&value=drills%2Fheavy_rain"


def chatting(data: str, resident: Resident | None = None) -> Chat:
    chat = Chat(resident)
    chat.event(tap_event(data))
    return chat


def opinion_to_the_review() -> Chat:
    chat = chatting(OPINION)
    chat.tap("防災・安全")
    chat.say("避難所に段ボールベッドを増やしてください。")
    chat.tap("希望しない")
    return chat


def test_a_form_is_filled_in_reviewed_and_sent():
    chat = opinion_to_the_review()
    assert chat.state.asking == REVIEW
    assert "段ボールベッド" in str(chat.turns[-1].replies)
    chat.tap("送信する")
    (sent,) = chat.sent
    assert dict(sent.answers) == {
        "subject": "disaster",
        "message": "避難所に段ボールベッドを増やしてください。",
        "reply": "no",
    }
    assert "ABCDE-FGHJK-LMNPQ" in chat.shown
    assert chat.state.idle


def test_who_answers_for_somebody_else_is_handed_over_to_the_page_with_what_was_answered():
    chat = chatting(OPINION)
    assert "「代理」と送って" in chat.shown
    chat.tap("防災・安全")
    before = chat.state.answers
    for word in ("代理", "ほかの人の分", "for somebody else"):
        chat.say(word)
        assert "このトークから送ると、ご本人の申し込みになります" in chat.shown
        (way, *_) = [one for one in buttons(chat.turns[-1].replies) if one["label"] == "ページで続ける"]
        assert "from=chat" in way["uri"]
        assert (chat.state.answers, chat.state.asking) == (before, "message")
    chat.say("避難所のこと。")
    assert chat.state.answers["message"] == "避難所のこと。"


def test_a_drill_and_a_menu_are_nothing_to_answer_for_somebody_else():
    chat = chatting(DRILL)
    assert "「代理」と送って" not in chat.shown
    chat.say("代理")
    assert "代わりに入力できるのは、申請や申し込みだけです" in chat.shown
    assert chat.state.flow == "drills/heavy_rain"
    chat = Chat()
    chat.say("代理")
    assert "代わりに入力できるのは" in chat.shown


def test_a_number_a_part_of_the_name_and_the_name_answer_a_choice():
    for words in ("１", "防災", "防災・安全", "Disaster readiness and safety"):
        chat = chatting(OPINION)
        chat.say(words)
        assert chat.state.answers == {"subject": "disaster"}, words


def test_what_may_mean_several_choices_is_asked_again_with_those():
    chat = chatting(SURVEY)
    chat.say("良")
    assert "どれ" in chat.shown
    assert {"良かった", "とても良かった"} <= set(chat.labels)


def test_what_cannot_be_kept_is_said_in_the_readers_words_and_nothing_is_lost():
    chat = chatting(OPINION, Resident("U1", language="easy"))
    chat.say("1", "あ" * 2001)
    assert "2000文字" in chat.shown
    assert chat.state.answers == {"subject": "disaster"}


def test_a_word_that_is_also_a_command_is_heard_as_the_answer_to_an_open_text():
    chat = chatting(OPINION)
    chat.say("1", "登録")
    assert chat.state.answers["message"] == "登録"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("begin", [OPINION, SURVEY, DRILL])
def test_the_three_ways_out_work_at_every_question(begin: str, language: str):
    chat = chatting(begin, Resident("U1", language=language))
    for _ in range(40):
        if chat.state.asking in ("", REVIEW) or "page" in chat.state.asking:
            break
        at, before = chat.state, len(chat.state.answers)
        for way in ("戻る", "最初から", "やめる"):
            other = Chat(chat.resident)
            other.state, other.clock = at, chat.clock
            turn = other.say(way)
            if way == "やめる":
                assert turn.state.idle
            elif way == "最初から":
                assert not turn.state.answers
            else:
                assert turn.state.flow == at.flow
        chat.say("1") if chat.state.asking != "message" else chat.say("よい県です")
        if chat.state.chosen:
            chat.say("これで決定")
        if len(chat.state.answers) == before:
            break
    assert len(chat.state.answers) >= 3 or chat.sent


def test_a_question_about_the_person_is_asked_on_the_page_with_the_answers_so_far():
    chat = chatting(OPINION)
    chat.say("1", "返事をください", "希望する")
    assert chat.state.asking == "name"
    assert "ページで" in chat.shown
    chat.say("群馬 太郎")
    assert "name" not in chat.state.answers
    links = [one for one in _actions(chat) if one["type"] == "uri"]
    assert links[0]["uri"].endswith("/forms/enter?next=/forms/opinion%3Ffrom=chat")


def test_where_content_allows_it_every_kind_is_asked_in_the_chat(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(filling, "is_personal", lambda _question: False)
    chat = chatting(SURVEY)
    chat.say("とても良かった", "特集", "知事の動き", "これで決定", "とばす", "40代", "応募する")
    chat.say("クロスワード", "髙橋 花子", "たかはし はなこ", "３７１８５７０", "前橋市大手町1-1-1")
    chat.say("０２７-２２３-１１１１", "とばす", "はい")
    assert chat.state.asking == REVIEW
    chat.say("送信する")
    sent = chat.sent[0].answers
    assert sent["articles"] == ["feature", "governor"]
    assert (sent["kana"], sent["postal_code"], sent["phone"]) == ("タカハシ ハナコ", "371-8570", "0272231111")
    assert sent["consent"] is True
    assert "email" not in sent


def test_consent_is_not_taken_from_other_words(monkeypatch: pytest.MonkeyPatch):
    asked = Field("consent", "consent", "同意します")
    flow = edition("heavy_rain").flow
    state = filling.State(flow="drills/heavy_rain", asking="consent")
    step = filling.take_typed(flow, state, asked, "どうしようかな")
    assert step.problem is not None
    assert not step.state.answers


def test_a_date_is_picked_or_typed():
    asked = Field("day", "date", "日付")
    for raw in ("2026-11-25", "2026年11月25日"):
        step = filling.take(edition("heavy_rain").flow, filling.State(), asked, raw)
        assert step.state.answers or step.problem is None


def test_an_answer_is_changed_from_the_review():
    chat = opinion_to_the_review()
    chat.tap("直す")
    chat.tap("何についてのご意見ですか")
    chat.say("道路")
    assert chat.state.asking == REVIEW
    assert chat.state.answers["subject"] == "roads"
    assert len(chat.state.answers) == 3


def test_a_changed_branch_asks_what_it_needs_before_the_review():
    chat = opinion_to_the_review()
    chat.tap("直す")
    chat.tap("返事を希望しますか")
    chat.say("希望する")
    assert chat.state.asking == "name"


def test_an_old_button_of_the_same_form_changes_its_answer_and_another_forms_does_nothing():
    chat = opinion_to_the_review()
    chat.event(tap_event("do=fill&flow=forms%2Fopinion&field=subject&value=health"))
    assert chat.state.answers["subject"] == "health"
    chat.event(tap_event("do=fill&flow=forms%2Fmagazine_survey&field=rating&value=good"))
    assert "もう終わっています" in chat.shown
    assert chat.state.asking == REVIEW


def test_nothing_is_sent_by_a_button_pressed_before_the_review():
    chat = chatting(OPINION)
    chat.event(tap_event("do=hand_in&flow=forms%2Fopinion"))
    assert chat.sent == []


def test_a_form_waits_while_its_resident_looks_at_something_else():
    chat = opinion_to_the_review()
    chat.say("わたしの情報")
    assert chat.labels[-1] or chat.state.parked
    assert "続きから" in chat.labels
    chat.say("車を買い替えた")
    assert chat.state.parked
    chat.tap("続きから")
    assert chat.state.asking == REVIEW
    assert len(chat.state.answers) == 3


def test_a_form_left_too_long_is_closed_with_a_sentence():
    chat = opinion_to_the_review()
    chat.say("送信する", after=LIMIT_MS + 1)
    assert "時間がたった" in chat.shown
    assert chat.sent == []
    assert chat.state.idle


def test_speaking_another_language_asks_the_same_question_in_it():
    chat = chatting(OPINION)
    chat.say("English")
    assert "What is it about?" in chat.shown
    assert chat.state.flow == "forms/opinion"


@pytest.mark.parametrize(
    "code", ["form_closed", "form_full", "slot_begun", "already_applied", "not_eligible"]
)
def test_a_refusal_is_said(code: str):
    chat = opinion_to_the_review()
    chat.outcome = Outcome(refused=code)
    chat.tap("送信する")
    assert "受け付け" in chat.shown or "1回" in chat.shown
    assert chat.state.idle


def test_a_form_outside_its_period_cannot_be_begun():
    chat = Chat()
    chat.clock = 1_000_000
    chat.event(tap_event(OPINION))
    assert "受付期間ではありません" in chat.shown


def test_starting_again_keeps_the_key_so_that_it_stays_one_application():
    chat = opinion_to_the_review()
    key = chat.state.key
    chat.say("最初から")
    assert chat.state.key == key
    assert not chat.state.answers


def test_the_menu_offers_what_is_open_in_the_chat_and_on_the_page():
    chat = Chat(Resident("U1"))
    chat.say("申請")
    chat.tap("ぐんま広報 読者アンケート")
    assert chat.state.flow == "forms/magazine_survey"


def test_the_drill_is_done_in_the_chat_with_the_same_content_and_the_same_judgement():
    chat = chatting(DRILL, Resident("U1", municipality="10204"))
    assert chat.labels[0] == "伊勢崎市"
    steps = 0
    while not chat.sent:
        steps += 1
        assert steps < 60
        question = edition("heavy_rain").flow.field(chat.state.asking)
        assert localise(question.label, "ja") in chat.shown
        chat.say("1")
        if chat.state.chosen:
            chat.say("これで決定")
    sent = chat.sent[0]
    answers, problems = answer(edition("heavy_rain").flow, as_typed(edition("heavy_rain").flow, sent.answers))
    assert not problems
    assert answers == dict(sent.answers)
    said = "\n".join(str(turn.replies) for turn in chat.turns)
    assert any(mark in said for mark in ("◎", "○", "△", "×"))
    assert "本当の警報や避難情報ではありません" in said


def test_a_town_is_typed_in_kana():
    chat = chatting(DRILL)
    chat.say("まえばし")
    assert chat.state.answers == {"municipality": "10201"}


def test_all_towns_can_be_reached_by_tapping():
    chat = chatting(DRILL)
    seen = set(chat.labels)
    while "ほかを見る" in chat.labels:
        chat.tap("ほかを見る")
        seen |= set(chat.labels)
    assert len(seen & {localise(one.label, "ja") for one in _towns()}) == 35


def _towns() -> tuple[Choice, ...]:
    return edition("heavy_rain").flow.field("municipality").choices


def _actions(chat: Chat) -> list[dict[str, Any]]:
    return [item["action"] for item in chat.turns[-1].replies[-1]["quickReply"]["items"]]


def test_what_a_page_brings_back_goes_on_in_the_chat_even_while_a_text_is_asked():
    chat = chatting(OPINION)
    chat.say("1")
    assert chat.state.asking == "message"
    typed = {"subject": ["roads"], "message": ["橋が古い"]}
    brought = {"flow": "forms/opinion", "typed": typed, "key": "k" * 32}
    chat.event({"type": "take_back", "take_back": brought})
    assert dict(chat.state.answers) == {"subject": "roads", "message": "橋が古い"}
    assert (chat.state.asking, chat.state.key) == ("reply", "k" * 32)
