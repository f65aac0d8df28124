"""What two texts have in common: the features by which a question meets a keyword.

A text becomes a set of pieces: runs of one to three letters around kanji, runs of two and three letters of
its reading in kana, Latin words and numbers, and the concepts (groups of synonyms) that it names. Pieces of
the reading forgive typing errors and let kana meet kanji; concepts let two words for a husband meet.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff々]")
_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_RUN = re.compile("[a-z]+|[0-9]+|[^a-z0-9 ]+")
_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
# The small vowels, tsu, ya, yu, yo and wa stand just before their large ones.
_SMALL_KANA = {
    code: code + 1
    for code in (0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x308E)
}
_SHORTEST_KANA_CONCEPT = 3


def fold(text: str) -> str:
    """Make letters comparable: one width and case, large hiragana, Latin without accents, no signs."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.translate(_KATAKANA_TO_HIRAGANA).translate(_SMALL_KANA)
    if not _JAPANESE.search(text):
        text = _without_accents(text)
    return "".join(letter if letter.isalnum() or letter in "ー々" else " " for letter in text)


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that staff maintain: how kanji are read, which words mean the same, which mean nothing.

    All are folded and without blanks: `compile_vocabulary` makes them so, once, when content is built.
    """

    readings: Mapping[str, str]
    concepts: Mapping[str, str]
    stop_phrases: Sequence[str]
    _stop: re.Pattern[str] = field(init=False)
    _longest: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        longest_first = sorted(self.stop_phrases, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
        object.__setattr__(self, "_stop", pattern)
        lengths = {"readings": _longest(self.readings), "concepts": _longest(self.concepts)}
        object.__setattr__(self, "_longest", lengths)

    def read(self, text: str) -> str:
        """Give the reading of a folded text in hiragana; kanji that are not known stay."""
        return "".join(
            reading for _, reading in _longest_matches(text, self.readings, self._longest["readings"])
        )

    def features(self, text: str) -> set[str]:
        """Take a text to pieces, without what people say around what they mean, unless that is all."""
        meant = self._meant(fold(text))
        found = set(self._concepts_in(meant))
        for run in _RUN.findall(meant):
            found.update(_latin_pieces(run) if run[0].isascii() else self._japanese_pieces(run))
        return found

    def _meant(self, folded: str) -> str:
        meant = self._stop.sub(" ", folded)
        return meant if meant.strip() else folded

    def _concepts_in(self, text: str) -> Iterator[str]:
        matches = _longest_matches(text, self.concepts, self._longest["concepts"])
        return (concept for _, concept in matches if concept[0] == "#")

    def _japanese_pieces(self, run: str) -> Iterator[str]:
        yield from (piece for piece in _pieces(run, 1, 3) if KANJI.search(piece))
        yield from (piece for piece in _pieces(self.read(run), 2, 3) if not KANJI.search(piece))


def compile_vocabulary(
    readings: Mapping[str, str], synonyms: Sequence[Sequence[str]], stop_phrases: Sequence[str]
) -> Vocabulary:
    """Fold what staff wrote, and let a concept be named in kana too."""
    bare_readings = {_bare(word): _bare(reading) for word, reading in readings.items()}
    reader = Vocabulary(bare_readings, {}, ())
    concepts: dict[str, str] = {}
    for number, words in enumerate(synonyms):
        for word in map(_bare, words):
            concepts.setdefault(word, f"#{number}")
            reading = reader.read(word)
            # Two letters of kana stand in too many other words to mean anything.
            if len(reading) >= _SHORTEST_KANA_CONCEPT and not KANJI.search(reading):
                concepts.setdefault(reading, f"#{number}")
    return Vocabulary(bare_readings, concepts, [_bare(phrase) for phrase in stop_phrases])


def _longest(words: Mapping[str, str]) -> int:
    return max(map(len, words), default=0)


def _bare(text: str) -> str:
    return fold(text).replace(" ", "")


def _longest_matches(text: str, words: Mapping[str, str], longest: int) -> Iterator[tuple[str, str]]:
    start = 0
    while start < len(text):
        for length in range(min(longest, len(text) - start), 0, -1):
            word = text[start : start + length]
            if word in words:
                yield word, words[word]
                break
        else:
            length = 1
            yield text[start], text[start]
        start += length


def _pieces(text: str, shortest: int, longest: int) -> Iterator[str]:
    for length in range(shortest, longest + 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def _latin_pieces(word: str) -> Iterator[str]:
    yield word
    # The first five letters forgive endings: passport, passports, passaporte.
    if len(word) > 4 and word.isalpha():
        yield f"~{word[:5]}"


def is_of_reading(feature: str) -> bool:
    """Whether a feature is a piece of kana: the weaker kind, because words in kana look alike."""
    return not feature[0].isascii() and not KANJI.search(feature)


def weight_of_kind(feature: str) -> float:
    """How much a kind of feature says, before its rarity; found on the tuned half of the questions."""
    if feature[0] in "#~":
        return 3.0 if feature[0] == "#" else 1.5
    if feature[0].isascii():
        return 3.0
    if is_of_reading(feature):
        return {2: 0.25, 3: 0.9}[len(feature)]
    return {1: 1.0, 2: 1.5, 3: 1.2}[len(feature)]
