"""A broadcast is sent as it was written or not drafted at all: nothing is cut, nor too long for LINE."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.line_emulator.errors import LineError
from local.line_emulator.validation.messages import check_messages
from madoguchi.broadcast.message import compose, limits, personal
from madoguchi.broadcast.message.schema import EXPANDED
from madoguchi.drill.model import MOST_QUOTED_BYTES
from madoguchi.flow.text import localise
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import BadRequest
from tests.moto_cloud import content_on_path

LIFF = "https://liff.line.me/1234567890-abcdefgh"


@pytest.fixture(scope="module", autouse=True)
def _content() -> None:
    content_on_path()


SIGNS = ("前", "a", '"', "\n", "𠮷", "🌊", "👨‍👩‍👧", "葛\U000e0100", "が")


def sized(fewest: int, most: int) -> st.SearchStrategy[str]:
    """Texts of few different signs, some of several UTF-16 units, about as long as a limit."""
    counts = st.tuples(st.sampled_from(SIGNS), st.integers(0, most))
    return st.lists(counts, min_size=1, max_size=3).map(
        lambda parts: "始" + "".join(sign * count for sign, count in parts)[: most + 3].ljust(fewest, "字")
    )


def written(*messages: dict[str, Any], kind: str = "routine", title: str = "お知らせ") -> dict[str, Any]:
    return {"id": "test", "kind": kind, "title": title, "messages": list(messages)}


def card(**changes: Any) -> dict[str, Any]:
    return {"card": {"title": "題", "body": ["本文"], **changes}}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def composed(piece: dict[str, Any]) -> dict[str, Any] | None:
    """What is sent, or nothing where it is refused for its length."""
    try:
        return compose.compose(piece, LIFF)
    except BadRequest as refused:
        if refused.code != "too_long_for_line":
            raise
        return None


def taken(messages: list[dict[str, Any]]) -> bool:
    """Whether LINE, as the emulator knows it, takes these messages."""
    try:
        check_messages(messages)
    except LineError:
        return False
    return True


@given(text=sized(4900, 5010), kind=st.sampled_from(["routine", "training"]))
def test_a_text_is_sent_whole_or_refused(text: str, kind: str):
    made = composed(written({"text": text}, kind=kind))
    frame = content("broadcasts/frame")
    around = units(frame["first"]["ja"] + frame["last"]["ja"]) + 2 if kind == "training" else 0
    assert (made is not None) == (units(text) + around <= 5000)
    if made:
        assert text in made["ja"][0]["text"]
        assert kind == "routine" or made["ja"][0]["text"].endswith(frame["last"]["ja"])
        assert taken(made["ja"])


@given(title=sized(1, 1510), label=sized(1, 24))
def test_titles_and_labels_are_sent_whole_or_refused(title: str, label: str):
    label = label.replace("\n", "")
    button = {"label": label, "link": "https://www.pref.gunma.jp/"}
    made = composed(written(card(buttons=[button]), title=title))
    assert (made is not None) == (units(title) <= 1500 and units(label) <= 20)
    if made:
        (message,) = made["ja"]
        assert message["altText"] == title
        assert message["contents"]["footer"]["contents"][0]["action"]["label"] == label
        assert taken(made["ja"])


@given(paragraphs=st.lists(sized(1, 5000), min_size=1, max_size=10))
def test_a_card_that_is_drafted_is_one_that_line_takes(paragraphs: list[str]):
    made = composed(written(card(body=paragraphs)))
    if made:
        assert taken(made["ja"])
    else:
        assert sum(len(one.encode()) for one in paragraphs) > 13_000


@pytest.mark.parametrize(
    ("message", "fits"),
    [
        ({"text": "始" + "字" * 4919 + "{municipality}"}, True),
        ({"text": "始" + "字" * 4920 + "{municipality}"}, False),
        ({"text": "{plan_where}"}, False),
        (card(body=["{plan_where}", "{plan_when}"]), True),
        (card(body=["{plan_where}"] * 3), False),
        (card(title="{municipality}のみなさん"), True),
        (card(buttons=[{"label": "{municipality}", "link": "{liff}/"}]), False),
        (card(buttons=[{"label": "開く", "link": "{liff}/?town={municipality}"}]), True),
        (card(buttons=[{"label": "開く", "link": "{liff}/?where={plan_where}"}]), False),
    ],
)
def test_the_longest_that_is_known_of_anybody_fits_into_its_place(message: dict[str, Any], fits: bool):
    made = composed(written(message))
    assert (made is not None) == fits
    if made:
        longest = {
            "municipality": "前" * limits.TOWN_UNITS,
            "plan_where": '"' * (MOST_QUOTED_BYTES - 1),
            "plan_when": "6",
        }
        assert taken(personal.fill(made["ja"], longest))


def test_no_municipality_is_called_longer_than_is_counted_with():
    names = [one["label"] for one in content("municipalities")["municipalities"]]
    assert max(units(localise(one, language)) for one in names for language in one) <= limits.TOWN_UNITS


@pytest.mark.parametrize("kind", ["routine", "training"])
def test_whoever_builds_content_is_told_too(kind: str):
    (checked,) = EXPANDED.values()
    pieces = {"broadcasts/frame": content("broadcasts/frame")}
    fine, long = written({"text": "字" * 4900}, kind=kind), written({"text": "字" * 5001}, kind=kind)
    assert checked(fine, pieces) == fine
    with pytest.raises(ValueError, match=r"^test: a text of 50"):
        checked(long, pieces)
