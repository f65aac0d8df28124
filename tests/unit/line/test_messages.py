"""Messages within LINE's limits, whatever is put into them."""

from hypothesis import given
from hypothesis import strategies as st

from local.line_emulator.validation.messages import check_messages
from madoguchi.line.actions import ask_date, ask_location, ask_photo, link, postback, say
from madoguchi.line.length import cut
from madoguchi.line.messages import bubble, carousel, flex, paragraph, row, text, with_quick_replies

WORDS = st.text(min_size=1, max_size=60).filter(str.strip)


@given(st.text(max_size=200), st.integers(1, 50))
def test_a_cut_text_keeps_to_its_units_and_splits_no_character(content: str, units: int):
    short = cut(content, units)
    assert len(short.encode("utf-16-le", "surrogatepass")) <= units * 2
    assert content.startswith(short.removesuffix("…")) or short == content


def test_lines_5000_units_count_an_emoji_as_two():
    assert len(text("🌊" * 3000)["text"].encode("utf-16-le")) <= 10_000


@given(WORDS, st.lists(WORDS, max_size=20))
def test_every_message_we_build_is_one_that_line_takes(words: str, labels: list[str]):
    card = bubble(
        words, [paragraph(words), row(words, words)], [link(words, "https://example.jp/"), say(words)]
    )
    buttons = [postback(label, "do=menu") for label in labels]
    check_messages(
        [
            with_quick_replies(text(words), buttons),
            flex(words, card),
            flex(words, carousel([card, card])),
            with_quick_replies(
                text(words), [ask_location(words), ask_photo(words), ask_date(words, "d", first="2026-01-01")]
            ),
        ]
    )


def test_no_more_quick_replies_than_line_shows():
    message = with_quick_replies(text("x"), [say(str(number)) for number in range(20)])
    assert len(message["quickReply"]["items"]) == 13


def test_a_message_without_choices_carries_no_empty_quick_reply():
    assert with_quick_replies(text("x"), []) == {"type": "text", "text": "x"}
