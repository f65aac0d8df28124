"""Which words an application may hold, without saying which: a Bloom filter of keyed pairs of letters.

Answers are locked, so nothing of them can be searched in the table. What lies there instead is a set of bits:
whoever has the key can ask whether all pairs of a word are in it. A yes may be wrong (about once in a hundred
for one pair, far less for a word), a no never is; whoever asks opens the few that say yes and looks.
"""

import hmac
import unicodedata
from collections.abc import Iterable

_BITS_A_PAIR = 10
_LEAST_BITS = 256
_HASHES = 7


def folded(text: str) -> str:
    """Return what is compared: width, case, kana, accents' form, spaces and signs make no difference."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = (one for one in plain if unicodedata.category(one)[0] in "LN")
    return "".join(chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one for one in letters)


def pairs(text: str) -> set[str]:
    """Return the pairs of letters of a folded text."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


def make_filter(texts: Iterable[str], key: bytes) -> bytes:
    """Make the filter of an application's texts; its size tells their length to a factor of two, no more."""
    every = {pair for text in texts for pair in pairs(folded(text))}
    size = _LEAST_BITS
    while size < _BITS_A_PAIR * len(every):
        size *= 2
    bits = 0
    for pair in every:
        for place in _places(pair, key, size):
            bits |= 1 << place
    return bits.to_bytes(size // 8)


def may_hold(found: bytes, word: str, key: bytes) -> bool:
    """Tell whether a text with this word may be among those that a filter was made of."""
    bits, size = int.from_bytes(found), len(found) * 8
    return all(bits >> place & 1 for pair in pairs(folded(word)) for place in _places(pair, key, size))


def _places(pair: str, key: bytes, size: int) -> list[int]:
    digest = hmac.digest(key, pair.encode(), "sha256")
    return [int.from_bytes(digest[start * 4 : start * 4 + 4]) % size for start in range(_HASHES)]
