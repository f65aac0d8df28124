"""The pages' own texts: complete in every language that the pages offer, and none overrides another."""

import re
from collections import Counter
from fnmatch import filter as matching
from pathlib import Path
from typing import Any

import pytest

from local.languages import translated
from madoguchi.flow.text import LANGUAGES
from madoguchi.runtime.content import content, names
from madoguchi.runtime.errors import Refusal
from tests.moto_cloud import content_on_path

TEMPLATES = Path(__file__).resolve().parents[3] / "layers" / "madoguchi" / "python" / "madoguchi"


@pytest.fixture(scope="module")
def texts() -> dict[str, Any]:
    content_on_path()
    files = [name for name in names("web") if name.endswith("texts")]
    counted = Counter(key for name in files for key in content(name))
    assert [key for key, count in counted.items() if count > 1] == []
    return {key: text for name in files for key, text in content(name).items()}


@pytest.mark.parametrize(
    "piece",
    [
        *("web/*texts", "web/problems", "fields/parts", "fields/proxy", "mail/letters"),
        *("broadcasts/frame", "broadcasts/examples", "broadcasts/texts/*"),
    ],
)
def test_what_residents_read_is_there_in_every_language(piece: str):
    content_on_path()
    found = matching(names(piece.rpartition("/")[0]), piece)
    assert found
    for name in found:
        for place, text in translated(content(name)):
            assert set(LANGUAGES) <= set(text), f"{name}: {place}"


def test_a_text_takes_no_word_that_the_japanese_one_does_not(texts: dict[str, Any]):
    content_on_path()
    for key, text in (texts | content("web/problems")).items():
        words = {language: set(re.findall(r"{(\w+)", one)) for language, one in text.items()}
        assert all(one <= words["ja"] for one in words.values()), f"{key}: {words}"


def test_every_text_that_a_template_names_is_there(texts: dict[str, Any]):
    named = {
        key
        for path in TEMPLATES.glob("*/templates/*.j2")
        for key in re.findall(r"""\bt\("(\w+)"[,)]""", path.read_text())
    }
    assert named - set(texts) == set()


def test_every_refusal_that_is_named_in_texts_exists(texts: dict[str, Any]):
    def family(one: type[Refusal]) -> list[type[Refusal]]:
        return [one, *(member for child in one.__subclasses__() for member in family(child))]

    codes = {member.code for member in family(Refusal)} | {"failed", "title"}
    # A refusal may carry its own reason, and a page its own note: then the code names it.
    code = "".join(path.read_text() for path in TEMPLATES.rglob("*.py"))
    codes |= set(re.findall(r'FileRefused\("(\w+)"', code)) | set(re.findall(r'"error_(\w+)"', code))
    assert {key.removeprefix("error_") for key in texts if key.startswith("error_")} <= codes
