"""One row of a puzzle's squares: `.` is a square to fill, `#` a black one, any other stands there already."""

import re
import unicodedata
from collections.abc import Sequence

OPEN, BLACK = ".", "#"


def open_squares(row: str) -> list[int]:
    """List where a row is to be filled."""
    return [place for place, square in enumerate(row) if square == OPEN]


def fill(row: str, letters: str, given: Sequence[str]) -> str | None:
    """Fill a row's open squares: with one text each, or from one text with all squares or only the open ones.

    `letters` is `digit` (1 to 9) or `kana`: hiragana and small letters become the large katakana that a
    crossword has. None when a square is missing or has what cannot stand in it.
    """
    places = open_squares(row)
    squares = [_square(one, letters) for one in given]
    if len(squares) == 1 and len(places) != 1:
        whole = _square(given[0], letters, spaces=True)
        squares = list(whole) if len(whole) != len(row) else [whole[place] for place in places]
    if len(squares) != len(places) or not all(_stands(one, letters) for one in squares):
        return None
    filled = dict(zip(places, squares, strict=True))
    return "".join(filled.get(place, square) for place, square in enumerate(row))


def _square(text: str, letters: str, *, spaces: bool = False) -> str:
    folded = unicodedata.normalize("NFKC", text if not spaces else re.sub(r"\s", "", text)).strip()
    if letters == "digit":
        return folded
    return "".join(_large(chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one) for one in folded)


def _large(kana: str) -> str:
    return (
        unicodedata.lookup(unicodedata.name(kana, "").replace("SMALL ", "")) if "ァ" <= kana <= "ヶ" else kana
    )


def _stands(square: str, letters: str) -> bool:
    return re.fullmatch(r"[1-9]" if letters == "digit" else r"[ア-ンヴー]", square) is not None
