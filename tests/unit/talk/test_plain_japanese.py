"""Every easy text that the talk says is plain Japanese; buttons alone have no room for readings."""

from collections.abc import Iterator
from typing import Any

import pytest

from madoguchi.runtime.content import content
from tests.unit.talk.plain_japanese import findings

SPOKEN = (
    "talk/sentences",
    "talk/filling_sentences",
    "talk/preferences_sentences",
    "talk/registration",
    "talk/menu",
    "talk/notices",
)
BUTTON_KEYS = ("label", "button", "open")


def easy_texts(part: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from easy_texts(one, f"{place}.{number}")
    elif isinstance(part, dict):
        if "easy" in part:
            yield place, part["easy"]
        for name, one in part.items():
            if name not in BUTTON_KEYS and not name.endswith("_label"):
                yield from easy_texts(one, f"{place}.{name}")


@pytest.mark.parametrize("name", SPOKEN)
def test_what_the_talk_says_is_easy_to_read(name: str):
    hard = [f"{place}: {one}" for place, text in easy_texts(content(name)) for one in findings(text)]
    assert hard == []


def test_a_sentence_of_each_kind_is_looked_at():
    assert len(list(easy_texts(content("talk/sentences")))) > 50


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("住んで いる まち", "no reading: 住"),
        ("受付番号（うけつけばんごう）", None),
        ("申し込まないと 使えないわけでは ありません", "two negatives"),
        ("使（つか）わない ことは ありません", "two negatives"),
        ("ボタンを おして ください。" * 9, None),
        ("ボタンを おして " * 9, "letters"),
        ("やさしい日本語で 話（はな）します", None),
    ],
)
def test_hard_texts_are_found_and_easy_ones_are_left(text: str, finding: str | None):
    found = " ".join(findings(text))
    assert (finding in found) if finding else not found
