"""How a resident reads: language and text size, switchable on every page without losing what was typed."""

from dataclasses import dataclass

from madoguchi.flow.text import LANGUAGES
from madoguchi.web.http import Request

SIZES = ("normal", "large", "largest")
_YEAR_SECONDS = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Preferences:
    """Language (`ja`, `easy`, `en` ...) and text size of one browser."""

    language: str = "ja"
    size: str = "normal"

    @property
    def html_lang(self) -> str:
        """Return the language tag for assistive technology: plain Japanese is Japanese."""
        return "ja" if self.language == "easy" else self.language


def preferences(request: Request) -> Preferences:
    """Read the switches: a choice just made (query, or the button `switch` of a form), else the cookies."""
    kept = {
        "language": request.query.get("lang") or request.cookies.get("lang", ""),
        "size": request.query.get("size") or request.cookies.get("size", ""),
    }
    name, _, value = request.posted("switch").partition(":")
    if value:
        kept[name] = value
    return Preferences(
        kept["language"] if kept["language"] in LANGUAGES else "ja",
        kept["size"] if kept["size"] in SIZES else "normal",
    )


def preference_cookies(chosen: Preferences, secure: bool) -> tuple[str, ...]:
    """Write the cookies that keep the switches for a year."""
    flag = "; Secure" if secure else ""
    return tuple(
        f"{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={_YEAR_SECONDS}{flag}"
        for name, value in (("lang", chosen.language), ("size", chosen.size))
    )
