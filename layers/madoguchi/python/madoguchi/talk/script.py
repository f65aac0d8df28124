"""The words and questions of the talk, from content."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from madoguchi.flow.model import Flow, load_flow
from madoguchi.flow.text import Text, localise
from madoguchi.runtime.content import content, names

_SOURCES = {"municipalities": "municipalities", "talk/topics": "topics"}


def sentence(name: str, language: str, **values: object) -> str:
    """Return one of our sentences with its values filled in."""
    return localise(sentences()[name], language).format(**values)


@cache
def sentences() -> dict[str, Text]:
    """Return all that the talk says: each subject has a file of its own, `talk/*sentences`."""
    files = [name for name in names("talk") if name.endswith("sentences")]
    return {key: text for name in files for key, text in content(name).items()}


def separator(language: str) -> str:
    """Return what stands between the parts of a list."""
    return "・" if language in ("ja", "easy") else ", "


@cache
def registration() -> Flow:
    """Return the questions that a new friend answers."""
    data = content("talk/registration")
    pages = [{**page, "fields": [_with_choices(one) for one in page["fields"]]} for page in data["pages"]]
    return load_flow({**data, "pages": pages})


def _with_choices(question: Mapping[str, Any]) -> dict[str, Any]:
    source = question.get("choices_from")
    if not source:
        return dict(question)
    choices = [_choice(one) for one in content(source)[_SOURCES[source]]]
    return {name: value for name, value in question.items() if name != "choices_from"} | {"choices": choices}


def _choice(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": one["id"],
        "label": one["label"],
        "keywords": one.get("keywords", ()),
        "group": one.get("region", ""),
        "data": {"district": one.get("district", ())},
    }


def regions() -> list[tuple[str, Text]]:
    """Return the regions by which municipalities can be chosen: id and label."""
    return [(region["id"], region["label"]) for region in content("municipalities")["regions"]]


def menu_items() -> list[dict[str, Any]]:
    """Return what the counter offers, in order."""
    items: list[dict[str, Any]] = content("talk/menu")["items"]
    return items


def menu_item(item_id: str) -> dict[str, Any] | None:
    """Find one item of the menu."""
    return next((item for item in menu_items() if item["id"] == item_id), None)


def drills() -> dict[str, Any]:
    """Return the item of the menu behind which the drill is."""
    return next(item for item in menu_items() if item.get("chat") == "drills")


@cache
def _words() -> dict[str, tuple[str, str]]:
    words = {
        simplify(word): (command, "")
        for command, listed in content("talk/commands").items()
        for word in listed
    }
    for item in menu_items():
        meant = (item["command"], "") if "command" in item else ("open", item["id"])
        labels = item["label"] if isinstance(item["label"], dict) else {"ja": item["label"]}
        for word in (*item.get("words", ()), *labels.values()):
            words.setdefault(simplify(word), meant)
    return words


def command(text: str) -> tuple[str, str] | None:
    """Return the command that a text is, with its value (a menu item), or None for any other text."""
    return _words().get(simplify(text))


def simplify(text: str) -> str:
    """Bring a typed text into the form in which words are compared: width, case, spaces, signs, kana."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(sign for sign in unicodedata.normalize("NFD", folded) if not _is_accent(sign))
    kept = (sign for sign in unicodedata.normalize("NFC", plain) if unicodedata.category(sign)[0] in "LNM")
    return "".join(_hiragana(sign) for sign in kept)


def _is_accent(sign: str) -> bool:
    # The marks of Latin letters only: the voicing marks of kana (U+3099, U+309A) change the word.
    return "\u0300" <= sign <= "\u036f"


def _hiragana(sign: str) -> str:
    return chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign
