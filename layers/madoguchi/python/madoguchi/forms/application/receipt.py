"""Receipt numbers and their keys: unguessable, and sayable over the phone.

23 signs: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, 6/G, U/V, nor the letters that rhyme in Japanese (B, D, G, V, Z).
23 is prime, so one check sign modulo 23 with a different weight at each place catches every wrong sign and
every two signs exchanged.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata

SIGNS = "23456789ACEFHJKMPQRTWXY"
RANDOM_SIGNS = 14
"""23^14 numbers: 63 bits."""
KEY_SIGNS = 12
_GROUP = {RANDOM_SIGNS + 1: 5, KEY_SIGNS: 4}
# 5 generates the multiplicative group modulo 23: its first 22 powers differ.
_WEIGHT = 5
_MISREAD = str.maketrans({"B": "8", "G": "6", "S": "5", "Z": "2"})


def new_number() -> str:
    """Return a number that nobody has guessed."""
    return with_check("".join(secrets.choice(SIGNS) for _ in range(RANDOM_SIGNS)))


def with_check(signs: str) -> str:
    """Append the check sign."""
    return signs + SIGNS[-_weighed(signs) % len(SIGNS)]


def is_number(text: str) -> bool:
    """Tell whether this can be a number of ours: right length, right signs, right check."""
    return (
        len(text) == RANDOM_SIGNS + 1
        and all(sign in SIGNS for sign in text)
        and (_weighed(text[:-1]) + SIGNS.index(text[-1])) % len(SIGNS) == 0
    )


def read(typed: str) -> str:
    """Read a number or key as people write it: any case and width, any separators, look-alikes."""
    folded = unicodedata.normalize("NFKC", typed).upper().translate(_MISREAD)
    return re.sub(r"[^0-9A-Z]", "", folded)


def grouped(signs: str) -> str:
    """Write a number or key in groups, as it is shown and said."""
    size = _GROUP.get(len(signs), len(signs))
    return "-".join(signs[start : start + size] for start in range(0, len(signs), size))


def lookup_key(client_key: str, number: str) -> str:
    """Derive the key that opens an application from the secret of the page that filed it.

    So it can be shown again to whoever sends that page again, and is stored nowhere.
    """
    digest = hmac.digest(client_key.encode(), f"lookup:{number}".encode(), "sha256")
    rest, signs = int.from_bytes(digest), ""
    for _ in range(KEY_SIGNS):
        rest, sign = divmod(rest, len(SIGNS))
        signs += SIGNS[sign]
    return signs


def key_hash(number: str, key: str) -> str:
    """Return what is stored to recognise a key."""
    return hashlib.sha256(f"{number}:{key}".encode()).hexdigest()


def _weighed(signs: str) -> int:
    return sum(SIGNS.index(sign) * pow(_WEIGHT, place, len(SIGNS)) for place, sign in enumerate(signs, 1))
