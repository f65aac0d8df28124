"""Signing in from LINE: LIFF gives the page an ID token, the server asks LINE whose it is, a session begins.

LINE forbids to trust the browser's word for it (developers.line.biz/en/docs/liff/using-user-profile).
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from madoguchi.flow.text import localise
from madoguchi.line.id_token import verify
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import FormExpired
from madoguchi.runtime.settings import settings
from madoguchi.web.http import Answer, Request, json_script, local_path, redirect
from madoguchi.web.pages import page
from madoguchi.web.preferences import preferences
from madoguchi.web.sessions import from_our_page, over_https, session_cookie


@dataclass(frozen=True)
class EntranceSettings:
    """Which LIFF app residents come through, and where its script is served."""

    liff_url: str
    liff_sdk_url: str


def show_entrance(request: Request) -> Answer:
    """Show the page that LIFF opens: it signs in by itself and goes on to `next`."""
    known = settings(EntranceSettings)
    sdk = urlsplit(known.liff_sdk_url)
    return page(
        request,
        "entrance.html.j2",
        script_origin=f"{sdk.scheme}://{sdk.netloc}",
        next=_next(request.query.get("next", "")),
        failed=json_script(localise(content("web/texts")["entrance_failed"], preferences(request).language)),
        sdk_url=known.liff_sdk_url,
        liff_id=json_script(known.liff_url.rstrip("/").rpartition("/")[2]),
    )


def enter(request: Request) -> Answer:
    """Begin a session: `id_token` as LIFF gave it, `next` a path of ours.

    Raises FormExpired for a post from another site, InvalidIdToken when LINE does not know the token.
    """
    # Whom a stranger signs in as themselves would apply into the stranger's list.
    if not from_our_page(request):
        raise FormExpired("sign-in")
    user_id = verify(request.posted("id_token"))
    return redirect(_next(request.posted("next")), (session_cookie(user_id, over_https(request)),))


def _next(text: str) -> str:
    return local_path(text, "/")
