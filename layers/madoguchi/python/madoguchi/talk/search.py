"""Find the procedure that a resident means: free text in, entries of the catalogue out, or nothing.

No network and no model: the index was made when content was built (`search_index`), each question costs a
few thousand additions. An entry is as near as its nearest keyword: the weight of what both share, times the
share of the keyword that the question names. What is near nothing, or nearest to what no counter answers,
gets no answer.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from madoguchi.runtime.content import content
from madoguchi.talk.search_text import Vocabulary, is_of_reading, weight_of_kind

# Found on the tuned half of the questions (tests/eval); the plateau around them is wide.
_SHARE_POWER = 1.5
_WHOLE_ENTRY = 0.5
_UNKNOWN_FEATURE = 0.5
_SCORE_UNIT = 30.0
_NEAR_ENOUGH = 0.85
_WORTH_SHOWING = 0.25
_TELLING_READING = 3
_LONGEST_QUESTION = 300

Postings = dict[str, tuple[float, list[int]]]
"""The weight of a feature and the phrases that have it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of the catalogue and how near it is to the question (comparable within one answer only)."""

    id: str
    score: float


def search(text: str, limit: int = 3) -> list[Hit]:
    """Return the entries nearest to a question, best first, at most `limit`; none when nothing fits."""
    return _index().search(text[:_LONGEST_QUESTION], limit)


@cache
def _index() -> "Index":
    return Index(content("procedures/search_index"))


class Index:
    """The compiled catalogue (`search_index.build_index` describes the data)."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._entries: list[str] = data["entries"]
        self._owners: list[int] = data["owners"]
        self._masses: list[tuple[float, float]] = data["masses"]
        self._features: dict[str, str] = data["features"]
        self._rarest: float = data["rarest"]
        self._vocabulary = Vocabulary(data["readings"], data["concepts"], data["stop_phrases"])

    def search(self, text: str, limit: int) -> list[Hit]:
        """Return the entries nearest to a question, best first; none when nothing fits."""
        asked = self._vocabulary.features(text)
        known = {one: _posting(self._features[one]) for one in sorted(asked) if one in self._features}
        scores = self._scores(known)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][0] == len(self._entries):
            return []
        best = ranked[0][1]
        if best / _SCORE_UNIT + best / self._whole(asked, known) < _NEAR_ENOUGH:
            return []
        hits = [Hit(self._entries[owner], score) for owner, score in ranked if owner < len(self._entries)]
        return [hit for hit in hits[:limit] if hit.score >= best * _WORTH_SHOWING]

    def _whole(self, asked: set[str], known: Postings) -> float:
        unknown = sum(weight_of_kind(feature) for feature in asked - known.keys())
        return sum(weight for weight, _ in known.values()) + _UNKNOWN_FEATURE * self._rarest * unknown

    def _scores(self, known: Postings) -> dict[int, float]:
        by_entry: dict[int, float] = defaultdict(float)
        nearest: dict[int, float] = defaultdict(float)
        for weight, phrases in known.values():
            for owner in {self._owners[phrase] for phrase in phrases}:
                by_entry[owner] += weight
        written, read = _shared(known)
        for phrase in written.keys() | read.keys():
            mass_written, mass_read = self._masses[phrase]
            near = _nearness(written.get(phrase), mass_written) + _nearness(read.get(phrase), mass_read)
            owner = self._owners[phrase]
            nearest[owner] = max(nearest[owner], near)
        return {owner: near + _WHOLE_ENTRY * by_entry[owner] for owner, near in nearest.items()}


def _posting(packed: str) -> tuple[float, list[int]]:
    weight, *phrases = packed.split()
    return float(weight), list(map(int, phrases))


def _shared(known: Postings) -> tuple[dict[int, float], dict[int, float]]:
    written: dict[int, float] = defaultdict(float)
    read: dict[int, float] = defaultdict(float)
    short = []
    for feature, (weight, phrases) in known.items():
        if is_of_reading(feature) and len(feature) < _TELLING_READING:
            short.append(feature)
            continue
        of_kind = read if is_of_reading(feature) else written
        for phrase in phrases:
            of_kind[phrase] += weight
    # Two letters of kana are in hundreds of keywords: they tell near ones apart, no more.
    near = written.keys() | read.keys()
    for feature in short:
        weight, phrases = known[feature]
        for phrase in phrases:
            if phrase in near or not near:
                read[phrase] += weight
    return written, read


def _nearness(shared: float | None, mass: float) -> float:
    return shared * (shared / mass) ** _SHARE_POWER if shared else 0.0
