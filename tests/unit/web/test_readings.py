"""Plain Japanese on pages: readings stand above the characters, and nothing else changes."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.web.readings import with_readings


def ruby(base, reading):
    return f"<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("大雨（おおあめ）の 日", ruby("大雨", "おおあめ") + "の 日"),
        ("意見(いけん)を 送(おく)る", f"{ruby('意見', 'いけん')}を {ruby('送', 'おく')}る"),
        ("3日間（みっかかん）", ruby("3日間", "みっかかん")),
        ("2人（ふたり）と 5分（ふん）", f"{ruby('2人', 'ふたり')}と 5{ruby('分', 'ふん')}"),
        ("30日（にち）", "30" + ruby("日", "にち")),
        ("黄色（きいろ）（あぶない）", ruby("黄色", "きいろ") + "（あぶない）"),
        ("レベル3（高齢者等避難）", "レベル3（高齢者等避難）"),
    ],
)
def test_a_reading_in_brackets_goes_above(written, shown):
    assert with_readings(f"<p>{written}</p>") == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    "kept",
    [
        '<button aria-label="次（つぎ）へ">',
        "<title>練習（れんしゅう）</title>",
        "<option>前橋市（まえばしし）</option>",
        "<textarea>\n川（かわ）</textarea>",
        '<script nonce="x">\nvar a = "川（かわ）";\n</script>',
    ],
)
def test_what_is_not_read_as_text_stays(kept):
    assert with_readings(kept) == kept


@given(st.text(st.sampled_from("川水（）()かわぁ3日 <>&"), max_size=40))
def test_no_word_is_lost_or_added(text):
    shown = with_readings(f"<p>{html.escape(text)}</p>")
    plain = re.sub(r"</?(?:ruby|rp|rt|p)>", "", shown)
    assert html.unescape(plain).replace("（", "(").replace("）", ")") == text.replace("（", "(").replace(
        "）", ")"
    )
