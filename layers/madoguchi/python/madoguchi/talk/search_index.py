"""The search index, made when content is built: every keyword as weighted features, ready to be looked up."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from madoguchi.talk.search_text import KANJI, compile_vocabulary, fold, is_of_reading, weight_of_kind

_TITLE_PARTS = re.compile("[()（）・、]")


def build_index(
    entries: Sequence[Mapping[str, Any]],
    readings: Mapping[str, str],
    synonyms: Sequence[Sequence[str]],
    stop_phrases: Sequence[str],
    out_of_scope: Sequence[str],
) -> dict[str, Any]:
    """Compile the catalogue for `search`: plain lists and mappings, to be kept as JSON.

    `features` maps a feature to its weight and the numbers of the phrases that have it, as one string: 27,000
    short strings load in half the time of 110,000 numbers. `owners` names each phrase's entry by its place in
    `entries`, one past the end for what no counter answers; `masses` weigh it as written and as read.
    """
    vocabulary = compile_vocabulary(readings, synonyms, stop_phrases)
    phrases = [(owner, phrase) for owner, entry in enumerate(entries) for phrase in _phrases(entry)]
    phrases += [(len(entries), phrase) for phrase in out_of_scope]
    features = [vocabulary.features(phrase) for _, phrase in phrases]
    weights = _weights(features, [owner for owner, _ in phrases], len(entries))
    postings: dict[str, list[float]] = {feature: [weights[feature]] for feature in sorted(weights)}
    for number, found in enumerate(features):
        for feature in found:
            postings[feature].append(number)
    return {
        "entries": [entry["id"] for entry in entries],
        "owners": [owner for owner, _ in phrases],
        "masses": [_masses(found, weights) for found in features],
        "features": {feature: " ".join(map(str, posting)) for feature, posting in postings.items()},
        "rarest": _rarity(len(entries), 1),
        "readings": vocabulary.readings,
        "concepts": vocabulary.concepts,
        "stop_phrases": vocabulary.stop_phrases,
    }


def _phrases(entry: Mapping[str, Any]) -> list[str]:
    title = entry["title"]
    names = [title["ja"], title["en"], *_TITLE_PARTS.split(title["ja"]), *entry["keywords"]]
    return list(dict.fromkeys(name for name in names if fold(name).strip()))


def _weights(features: Sequence[set[str]], owners: Sequence[int], entries: int) -> dict[str, float]:
    # A phrase that is out of scope counts on its own: the more of them share a word, the less the word says.
    holders: dict[str, set[int]] = defaultdict(set)
    for number, (found, owner) in enumerate(zip(features, owners, strict=True)):
        for feature in found:
            holders[feature].add(owner if owner < entries else entries + number)
    return {
        feature: round(_rarity(entries, len(held)) * weight_of_kind(feature), 2)
        for feature, held in holders.items()
    }


def _rarity(entries: int, holders: int) -> float:
    return math.log(1 + entries / holders)


def _masses(found: set[str], weights: Mapping[str, float]) -> list[float]:
    written = sum(weights[feature] for feature in found if not is_of_reading(feature))
    read = sum(weights[feature] for feature in found if is_of_reading(feature))
    return [round(written, 2), round(read, 2)]


def words_without_reading(
    entries: Sequence[Mapping[str, Any]], readings: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Name the entries and keywords whose kanji nobody has given a reading: they cannot be found by kana."""
    vocabulary = compile_vocabulary(readings, (), ())
    for entry in entries:
        for phrase in _phrases(entry):
            if KANJI.search(vocabulary.read(fold(phrase))):
                yield entry["id"], phrase
