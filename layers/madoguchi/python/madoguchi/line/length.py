"""LINE counts text in UTF-16 units: most signs are one, an emoji or a rare kanji is two."""


def cut(content: str, units: int) -> str:
    """Shorten a text to a number of UTF-16 units without splitting a character."""
    encoded = content.encode("utf-16-le", "surrogatepass")
    if len(encoded) <= units * 2:
        return content
    return encoded[: units * 2 - 2].decode("utf-16-le", "ignore") + "…"


def units(content: str) -> int:
    """Count as LINE counts."""
    return len(content.encode("utf-16-le", "surrogatepass")) // 2
