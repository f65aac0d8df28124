"""Every easy text in content is plain Japanese; buttons alone have no room for readings."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from madoguchi.runtime.content import content
from tests.moto_cloud import ROOT
from tests.unit.talk.plain_japanese import findings

CONTENT = ROOT / "layers" / "content"
STILL_HARD = {
    "drills/heavy_rain": 14,
    "drills/plan": 2,
    "drills/plan_edit": 1,
    "drills/typhoon": 2,
    "drills/glossary": 1,
    "forms/property_tax_relief": 2,
    "fields/parts": 1,
    "procedures/catalogue/health_welfare": 1,
    "talk/richmenu": 1,
    "web/drill_texts": 12,
    "web/fields_texts": 1,
    "web/forms_texts": 4,
}
"""How many findings a file of other rooms may still have; the number only ever goes down."""

WRITTEN = sorted(path.relative_to(CONTENT).with_suffix("").as_posix() for path in CONTENT.rglob("*.yaml"))
BUTTON_KEYS = ("label", "button", "open")


def easy_texts(part: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from easy_texts(one, f"{place}.{number}")
    elif isinstance(part, dict):
        if isinstance(part.get("easy"), str):
            yield place, part["easy"]
        for name, one in part.items():
            if name not in BUTTON_KEYS and not name.endswith("_label"):
                yield from easy_texts(one, f"{place}.{name}")


@pytest.mark.parametrize("name", WRITTEN)
def test_every_easy_text_is_easy_to_read(name: str):
    written = yaml.safe_load((CONTENT / f"{name}.yaml").read_bytes())
    hard = [f"{place}: {one}" for place, text in easy_texts(written) for one in findings(text)]
    assert len(hard) <= STILL_HARD.get(name, 0), hard


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
