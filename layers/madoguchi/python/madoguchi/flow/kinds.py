"""Kinds of questions: what each accepts, and how what was typed becomes the value that is kept.

Names and free text stay as typed, character for character. Only what has one official form (kana, numbers,
dates, codes) is brought into it, so that nobody is refused for a full-width digit or a hyphen.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.flow import cells
from madoguchi.flow.dates import NotADate, is_whole, read_date
from madoguchi.flow.model import Field, Value
from madoguchi.flow.text import Text

MAX_BYTES = 20_000
_REQUIRED = {"consent": "required_consent", "choice": "required_choice", "choices": "required_choice"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be kept. `code` names the sentence in content `web/problems`.

    A rule of the questionnaire itself (`must`) brings its own sentence, in `says`.
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    says: Text = ""


def accept(question: Field, raw: str | Sequence[str] | None) -> Value | Problem | None:
    """Turn what was typed or chosen into the value to keep; None when nothing was given and nothing must be.

    `raw` is text from a page or a chat, or several texts for `choices`.
    """
    given = [raw] if isinstance(raw, str) else list(raw or ())
    if question.kind == "cells":
        return _cells(question, given)
    given = [one.replace("\r\n", "\n") for one in given if one.strip()]
    if not given:
        return Problem(_REQUIRED.get(question.kind, "required")) if question.required else None
    if any(len(one.encode("utf-8", "surrogatepass")) > MAX_BYTES for one in given):
        return Problem("too_long", {"max": question.max or MAX_BYTES})
    if any(_unkeepable(character) for one in given for character in one):
        return Problem("characters")
    return _KINDS[question.kind](question, given)


def count_graphemes(text: str) -> int:
    """Count what a reader counts: marks, selectors and what is joined add nothing, two halves are one flag.

    Of the rules of unicode.org/reports/tr29 those for what people here write. U+E0100-E01EF are the selectors
    of Unicode's IVS (unicode.org/reports/tr37).
    """
    count, before, half_flag = 0, "", False
    for character in text:
        flag = "\U0001f1e6" <= character <= "\U0001f1ff"
        if not (_extends(character) or before == _JOINER or (flag and half_flag)):
            count += 1
        before, half_flag = character, flag and not half_flag
    return count


_JOINER = "\u200d"
_EXTENDING = re.compile("[\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""The joiner, half-width voicing marks, colours of skin, tags of regional flags."""


def _extends(character: str) -> bool:
    # Selectors are marks (Mn), too.
    return unicodedata.category(character).startswith("M") or _EXTENDING.match(character) is not None


def _unkeepable(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Co", "Cs") or (category == "Cc" and character not in "\n\t")


def _text(question: Field, given: list[str]) -> Value | Problem:
    text = given[0].strip()
    if "\n" in text and question.kind == "text":
        return Problem("one_line")
    length = count_graphemes(text)
    if question.max and length > question.max:
        return Problem("too_long", {"max": question.max, "length": length})
    if question.min and length < question.min:
        return Problem("too_short", {"min": question.min})
    return text


def _kana(question: Field, given: list[str]) -> Value | Problem:
    folded = unicodedata.normalize("NFKC", given[0].strip())
    katakana = "".join(
        chr(ord(character) + 0x60) if "ぁ" <= character <= "ゖ" else character for character in folded
    )
    if not re.fullmatch(r"[ァ-ヺー・゠ヽヾ ]+", katakana):
        return Problem("kana")
    return _text(question, [katakana])


def _digits(text: str) -> str:
    return re.sub(r"[\s\-‐-―−ーｰ－()]", "", unicodedata.normalize("NFKC", text))


def _postal_code(_question: Field, given: list[str]) -> Value | Problem:
    digits = _digits(given[0]).removeprefix("〒")
    return f"{digits[:3]}-{digits[3:]}" if re.fullmatch(r"[0-9]{7}", digits) else Problem("postal_code")


def _phone(_question: Field, given: list[str]) -> Value | Problem:
    digits = _digits(given[0])
    return digits if re.fullmatch(r"(0[0-9]{9,10}|\+[0-9]{8,15})", digits) else Problem("phone")


def _code(question: Field, given: list[str]) -> Value | Problem:
    digits = _digits(given[0])
    length = question.settings.get("digits")
    if not re.fullmatch(r"[0-9]{1,30}", digits) or (length and len(digits) != length):
        return Problem("code_digits" if length else "code", {"digits": length})
    return _text(question, [digits])


def _email(_question: Field, given: list[str]) -> Value | Problem:
    address = unicodedata.normalize("NFKC", given[0].strip())
    shape = r"[^@\s\"<>,;:\\]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
    return address if len(address) <= 254 and re.fullmatch(shape, address) else Problem("email")


def _number(question: Field, given: list[str]) -> Value | Problem:
    digits = unicodedata.normalize("NFKC", given[0].strip()).replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,15}", digits):
        return Problem("number")
    return _within(question, str(int(digits)), int(digits))


def _within(question: Field, kept: str, number: float) -> Value | Problem:
    if question.min is not None and number < question.min:
        return Problem("number_min", {"min": question.min})
    if question.max is not None and number > question.max:
        return Problem("number_max", {"max": question.max})
    return kept


def _money(question: Field, given: list[str]) -> Value | Problem:
    digits = re.sub(r"[¥\s,円]", "", unicodedata.normalize("NFKC", given[0]))
    if not re.fullmatch(r"[0-9]{1,13}", digits):
        return Problem("money")
    return _number(question, [digits])


def _decimal(question: Field, given: list[str]) -> Value | Problem:
    digits = unicodedata.normalize("NFKC", given[0].strip()).replace(",", "")
    places = question.settings.get("places", 2)
    if not re.fullmatch(rf"-?[0-9]{{1,12}}(\.[0-9]{{1,{places}}})?", digits):
        return Problem("decimal", {"places": places})
    return _within(question, digits, float(digits))


def _date(_question: Field, given: list[str]) -> Value | Problem:
    kept = _read_date(given[0])
    return kept if isinstance(kept, Problem) or is_whole(kept) else Problem("date")


def _birth_date(question: Field, given: list[str]) -> Value | Problem:
    kept = _read_date(given[0])
    if isinstance(kept, Problem) or is_whole(kept) or question.settings.get("partial"):
        return kept
    return Problem("date")


def _read_date(text: str) -> str | Problem:
    try:
        return read_date(text)
    except NotADate as problem:
        return Problem("era" if problem.in_era else "date")


def _cells(question: Field, given: list[str]) -> Value | Problem | None:
    if not any(one.strip() for one in given):
        return Problem("required") if question.required else None
    row = cells.fill(question.settings["row"], question.settings["cells"], given)
    return row if row is not None else Problem(f"cells_{question.settings['cells']}")


def _choice(question: Field, given: list[str]) -> Value | Problem:
    return given[0] if question.choice(given[0]) else Problem("choice")


def _choices(question: Field, given: list[str]) -> Value | Problem:
    if any(question.choice(one) is None for one in given):
        return Problem("choice")
    chosen = [choice.id for choice in question.choices if choice.id in given]
    if question.max and len(chosen) > question.max:
        return Problem("choices_max", {"max": question.max})
    if question.min and len(chosen) < question.min:
        return Problem("choices_min", {"min": question.min})
    return chosen


def _consent(_question: Field, given: list[str]) -> Value | Problem:
    return True if given[0] == "yes" else Problem("required_consent")


_KINDS: dict[str, Callable[[Field, list[str]], Value | Problem]] = {
    "text": _text,
    "long_text": _text,
    "kana": _kana,
    "postal_code": _postal_code,
    "phone": _phone,
    "email": _email,
    "number": _number,
    "money": _money,
    "decimal": _decimal,
    "date": _date,
    "birth_date": _birth_date,
    "code": _code,
    "choice": _choice,
    "choices": _choices,
    "consent": _consent,
}

KINDS = frozenset(_KINDS)
