"""団体コード: five digits, and a sixth that checks them; spreadsheets lose leading zeros and check digits."""

from collections.abc import Collection

WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(code: str) -> str:
    """Return the sixth digit of a 5-digit code."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, code, strict=True))
    return str(11 - total % 11)[-1]


def five_digits(text: str, known: Collection[str] = ()) -> str | None:
    """Return the 5-digit code that a cell means, None when it is none or could be two.

    Some could be read as 5 digits or as 6 without the leading zero; `known` codes decide then.
    """
    digits = text.strip().removesuffix(".0")
    if not (digits.isascii() and digits.isdecimal()):
        return None
    readings = {_checked(digits), _checked(digits.zfill(6))}
    if len(digits) <= 5:
        readings.add(digits.zfill(5))
    found = {code for code in readings if code and _is_municipal(code) and (not known or code in known)}
    return found.pop() if len(found) == 1 else None


def _is_municipal(code: str) -> bool:
    """Prefectures are 01 to 47, and their municipalities start at 100."""
    return 1 <= int(code[:2]) <= 47 and int(code[2:]) >= 100


def _checked(digits: str) -> str | None:
    return digits[:5] if len(digits) == 6 and check_digit(digits[:5]) == digits[5] else None
