"""A segment as a clerk types it, and as the counter reads it back: all words are content's.

    municipality=10201,topic=bousai
    （home=10201,10202 or topic=event） and drill=no

A comma lists values of which one must hold; conditions side by side must all hold; brackets group.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from madoguchi.residents.model import EVERYBODY, NOBODY, Segment, all_of, any_of, none_of
from madoguchi.residents.segment_words import condition, everybody_words, operators, refused, written

MOST_VALUES = 40
"""What DynamoDB's filter expressions of 4 KB hold with certainty."""


def parse(text: str) -> Segment:
    """Read a segment; raises SegmentUnreadable with a sentence for whoever typed it."""
    tokens = list(_tokens(text))
    if not tokens:
        raise refused("nothing", everybody=everybody_words()[0])
    reader = _Reader(tokens)
    segment = reader.any()
    if reader.next_token():
        raise refused("expected" if reader.next_token() != ")" else "not_opened", word=reader.next_token())
    if _size(segment) > MOST_VALUES:
        raise refused("too_long", most=MOST_VALUES)
    if segment == NOBODY:
        raise refused("nobody")
    return segment


def describe(segment: Segment) -> str:
    """Write a segment so that `parse` reads the same."""
    words = operators()
    if segment == EVERYBODY:
        return everybody_words()[0]
    if segment.kind in ("all", "any"):
        joined = f" {words['and' if segment.kind == 'all' else 'or'][0]} "
        return joined.join(_bracketed(part) for part in segment.parts)
    if segment.kind == "not":
        return f"{_bracketed(segment.parts[0])} {words['not_after'][0]}"
    return written(segment)


def _bracketed(part: Segment) -> str:
    return f"（{describe(part)}）" if part.kind in ("all", "any") else describe(part)


def _size(segment: Segment) -> int:
    return len(segment.values) + sum(_size(part) for part in segment.parts)


@cache
def _token() -> re.Pattern[str]:
    listed = {word for words in operators().values() for word in words}
    # Japanese is written without spaces, so its operators are found inside of words, `and` only as a word.
    inside = "|".join(re.escape(word) for word in sorted(listed) if not re.fullmatch(r"[a-z]+", word))
    return re.compile(rf"[(),]|{inside}|(?:(?!{inside})[^\s(),])+")


def _tokens(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text).replace("、", ",")
    yield from _token().findall(re.sub(r"\s*[:=]\s*", ":", plain))


class _Reader:
    """Reads tokens from the left: any of all of conditions, turned round or in brackets."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def next_token(self, ahead: int = 0) -> str:
        """Return a token that is not read yet, or nothing behind the end."""
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else ""

    def any(self) -> Segment:
        """Read to the end of an expression."""
        parts = [self._all()]
        while self._takes("or"):
            parts.append(self._all())
        return any_of(*parts)

    def _all(self) -> Segment:
        parts = [self._one()]
        while self._takes("and") or self._begins():
            parts.append(self._one())
        return all_of(*parts)

    def _one(self) -> Segment:
        if self._takes("not_before"):
            return none_of(self._one())
        one = self._brackets() if self.next_token() == "(" else self._condition()
        while self._takes("not_after"):
            one = none_of(one)
        return one

    def _brackets(self) -> Segment:
        self._at += 1
        inside = self.any()
        if self.next_token() != ")":
            raise refused("not_closed")
        self._at += 1
        return inside

    def _condition(self) -> Segment:
        if not self.next_token():
            raise refused("ended")
        if not self._is_word():
            raise refused("expected", word=self.next_token())
        key, colon, value = self._read().rpartition(":")
        if not colon and value.casefold() in everybody_words():
            return EVERYBODY
        values = [value]
        while self.next_token() == ",":
            self._at += 1
            if not self._is_word() or ":" in self.next_token():
                break
            values.append(self._read())
        return condition(key, values)

    def _read(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _is(self, *names: str) -> bool:
        return any(self.next_token().casefold() in operators()[name] for name in names)

    def _takes(self, operator: str) -> bool:
        found = self._is(operator)
        self._at += found
        return found

    def _is_word(self) -> bool:
        return self.next_token() not in ("", "(", ")", ",") and not self._is(*operators())

    def _begins(self) -> bool:
        return self._is("not_before") or self.next_token() == "(" or self._is_word()
