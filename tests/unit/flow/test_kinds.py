"""What each kind of question accepts, keeps and refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.flow.kinds import KINDS, Problem, accept, count_graphemes
from madoguchi.flow.model import Choice, Field

CHOICES = (Choice("a", "A"), Choice("b", "B"), Choice("c", "C"))


def question(kind: str, **more: object) -> Field:
    return Field("q", kind, "label", choices=CHOICES if kind.startswith("choice") else (), **more)  # type: ignore[arg-type]


KEPT = [
    ("text", "  神\ufa19 ", "神\ufa19"),
    ("text", "𠮷田 葛\U000e0100", "𠮷田 葛\U000e0100"),
    ("text", "ｶﾅ Ａ", "ｶﾅ Ａ"),
    ("long_text", "a\r\nb", "a\nb"),
    ("kana", "やまだ ﾀﾛｳ", "ヤマダ タロウ"),
    ("kana", "ゔぁいおりん", "ヴァイオリン"),
    ("kana", "マリア・ジョゼー", "マリア・ジョゼー"),
    ("postal_code", "３７１ー８５７０", "371-8570"),
    ("postal_code", "〒371−8570", "371-8570"),
    ("phone", "（０２７）２２３－１１１１", "0272231111"),
    ("phone", "+81 27 223 1111", "+81272231111"),
    ("email", "ａ@example.jp", "a@example.jp"),
    ("number", "１，２３４", "1234"),
    ("date", "2026年6月1日", "2026-06-01"),
    ("date", "２０２６/６/１", "2026-06-01"),
    ("choice", "b", "b"),
    ("consent", "yes", True),
]
REFUSED = [
    ("text", "a\nb", "one_line"),
    ("text", "\ue000", "characters"),
    ("text", "a\x00b", "characters"),
    ("kana", "山田", "kana"),
    ("postal_code", "371-857", "postal_code"),
    ("phone", "110", "phone"),
    ("email", "a@b", "email"),
    ("email", "a@@example.jp", "email"),
    ("number", "three", "number"),
    ("date", "2026-02-30", "date"),
    ("choice", "z", "choice"),
    ("consent", "no", "required_consent"),
]


@pytest.mark.parametrize(("kind", "typed", "kept"), KEPT)
def test_what_is_typed_becomes_what_is_kept(kind: str, typed: str, kept: object):
    assert accept(question(kind), typed) == kept


@pytest.mark.parametrize(("kind", "typed", "code"), REFUSED)
def test_what_cannot_be_kept_is_refused_with_its_reason(kind: str, typed: str, code: str):
    found = accept(question(kind), typed)
    assert isinstance(found, Problem)
    assert found.code == code


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_is_refused_where_an_answer_is_required_and_fine_where_not(kind: str):
    for nothing in (None, "", "  ", "\u3000", []):
        assert isinstance(accept(question(kind), nothing), Problem)
        assert accept(question(kind, required=False), nothing) is None


@given(st.sampled_from(sorted(KINDS)), st.text() | st.lists(st.text(), max_size=4))
def test_whatever_is_sent_is_kept_or_refused_and_never_fails(kind: str, sent: str | list[str]):
    found = accept(question(kind), sent)
    assert isinstance(found, str | list | bool | Problem)


@given(st.sampled_from(sorted(KINDS - {"choices"})), st.text(min_size=1))
def test_what_is_kept_is_kept_again(kind: str, sent: str):
    once = accept(question(kind), sent)
    if isinstance(once, str):
        assert accept(question(kind), once) == once


def test_choices_come_in_the_order_of_the_form_and_count():
    assert accept(question("choices"), ["c", "a", "a"]) == ["a", "c"]
    assert accept(question("choices", max=1), ["c", "a"]) == Problem("choices_max", {"max": 1})
    assert accept(question("choices", min=2), ["c"]) == Problem("choices_min", {"min": 2})


@pytest.mark.parametrize(
    ("text", "length"),
    [
        *(("葛\U000e0100", 1), ("が", 1), ("か\u3099", 1), ("𠮷", 1), ("", 0), ("abc", 3)),
        # A half-width voiced kana, a Nepali and a Vietnamese syllable, a keycap.
        *(("ｶﾞﾊﾟ", 2), ("\u0915\u093e", 1), ("e\u0302\u0323", 1), ("1\ufe0f\u20e3", 1)),
        # A family, a thumb of a colour, two flags, half a flag.
        *(("👨\u200d👩\u200d👧", 1), ("👍🏽", 1), ("🇯🇵🇧🇷", 2), ("🇯🇵🇯", 2)),
    ],
)
def test_a_character_counts_once_however_it_is_written(text: str, length: int):
    assert count_graphemes(text) == length


def test_limits_count_characters_as_a_reader_does():
    assert accept(question("text", max=2), "葛\U000e0100葛\U000e0100") == "葛\U000e0100葛\U000e0100"
    refused = accept(question("text", max=2), "abc")
    assert isinstance(refused, Problem)
    assert refused.params["max"] == 2
