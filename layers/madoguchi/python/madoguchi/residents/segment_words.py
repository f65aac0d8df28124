"""The words of a segment: content `residents/segment_words`, and everything else by its own name."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Any

from madoguchi.flow.text import localise
from madoguchi.residents.model import (
    AGE,
    BEFORE,
    DONE,
    LANGUAGE,
    MARKS,
    MUNICIPALITY,
    SINCE,
    TOPIC,
    Segment,
    all_of,
    any_of,
    none_of,
)
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import SegmentUnreadable

FRIEND = "friend"
_BARE = (MUNICIPALITY, TOPIC, AGE, LANGUAGE)


def plain(word: str) -> str:
    """Return a word as it is compared: full and half width, capitals and small letters are the same."""
    return unicodedata.normalize("NFKC", word).casefold()


@cache
def operators() -> Mapping[str, Sequence[str]]:
    """Return the words for `and`, `or`, `not_before` and `not_after`."""
    return {name: [plain(word) for word in words] for name, words in _words()["operators"].items()}


@cache
def everybody_words() -> Sequence[str]:
    """Return the words for everybody."""
    return [plain(word) for word in _words()["everybody"]]


def refused(problem: str, **values: object) -> SegmentUnreadable:
    """Return the refusal with its sentence."""
    return SegmentUnreadable(_words()["problems"][problem].format(**values))


def condition(key: str, values: Sequence[str]) -> Segment:
    """Read one condition, of which any value must hold; without a key its values must tell their kind."""
    if not key:
        kind = _kind_of(values[0])
        return Segment(kind, tuple(dict.fromkeys(_bare(kind, one) for one in values)))
    kind = _kind_named(key)
    if not all(values):
        raise refused("missing_value", key=key)
    if kind == FRIEND:
        return any_of(*(_friend(one) for one in values))
    if kind in MARKS:
        return any_of(*(_done(kind, one) for one in values))
    return Segment(kind, tuple(dict.fromkeys(_value(kind, key, one) for one in values)))


def written(leaf: Segment) -> str:
    """Write one condition as `condition` reads it."""
    kind, names = leaf.kind, leaf.values
    words = _words()
    if kind == DONE:
        kind, names = leaf.values[0], (words["done"][0],)
    elif kind == SINCE:
        kind, names = FRIEND, (f"{leaf.values[0]}{words['since'][0]}",)
    elif kind == BEFORE:
        last = date.fromisoformat(leaf.values[0]) - timedelta(days=1)
        kind, names = FRIEND, (f"{last}{words['until'][0]}",)
    else:
        names = tuple(_names(kind)[one] for one in leaf.values)
    return f"{words['keys'][kind][0]}：{'、'.join(names)}"


def _words() -> Any:
    return content("residents/segment_words")


def _kind_named(key: str) -> str:
    keys = _words()["keys"]
    for kind, words in keys.items():
        if plain(key) in map(plain, words):
            return str(kind)
    raise refused("unknown_key", word=key, known="、".join(words[0] for words in keys.values()))


@cache
def _names(kind: str) -> Mapping[str, str]:
    """Return what each value of a kind is called, by its id."""
    match kind:
        case "topic":
            listed = content("talk/topics")["topics"]
        case "age":
            listed = content("residents/attributes")["age_bands"]
        case "language":
            return {one: words[0] for one, words in _words()["languages"].items()}
        case _:
            listed = content("municipalities")["municipalities"]
    return {one["id"]: localise(one["label"], "ja") for one in listed}


@cache
def _known(kind: str) -> Mapping[str, str]:
    """Return the ids of a kind by everything that names them."""
    found = {plain(name): one for one, name in _names(kind).items()} | {
        plain(one): one for one in _names(kind)
    }
    if kind == LANGUAGE:
        found |= {plain(word): one for one, words in _words()["languages"].items() for word in words}
    return found


def _value(kind: str, key: str, word: str) -> str:
    known = _known(kind)
    if plain(word) in known:
        return known[plain(word)]
    near = [
        name for name in _names(kind).values() if name in get_close_matches(word, _names(kind).values(), 1)
    ]
    hint = _words()["problems"]["did_you_mean"].format(near=near[0]) if near else ""
    raise refused("unknown_value", key=key, word=word, near=hint)


def _kind_of(word: str) -> str:
    kinds = [kind for kind in _BARE if plain(word) in _known(kind)]
    if not kinds:
        raise refused("unknown_word", word=word)
    return kinds[0]


def _bare(kind: str, word: str) -> str:
    if _kind_of(word) != kind:
        raise refused("mixed", word=word)
    return _known(kind)[plain(word)]


def _done(mark: str, word: str) -> Segment:
    words = _words()
    leaf = Segment(DONE, (mark,))
    if plain(word) in map(plain, words["done"]):
        return leaf
    if plain(word) in map(plain, words["not_done"]):
        return none_of(leaf)
    raise refused("done", word=word, done=words["done"][0], not_done=words["not_done"][0])


def _friend(word: str) -> Segment:
    words = _words()
    since, until = ("|".join(map(re.escape, words[name])) for name in ("since", "until"))
    day = r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?"
    found = re.fullmatch(rf"(?:{day}(?:{since}))?(?:{day}(?:{until}))?", word)
    if not found or not word:
        raise refused("date", word=word)
    try:
        first, last = (
            date(*map(int, found.groups()[at : at + 3])) if found[at + 1] else None for at in (0, 3)
        )
    except ValueError as error:
        raise refused("date", word=word) from error
    leaves = [Segment(SINCE, (first.isoformat(),))] if first else []
    if last:
        leaves.append(Segment(BEFORE, ((last + timedelta(days=1)).isoformat(),)))
    return all_of(*leaves)
