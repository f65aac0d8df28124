"""A half-filled form, kept because its writer asked for it: opened by a link that nobody can guess.

What was typed is locked (`vault.py`) under a name that is the link's hash: the table alone opens no draft.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from madoguchi.forms.definition.model import Draft, Form
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.errors import NotFound

KEPT = timedelta(days=14)
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that was kept: the secret of its link, and until when it opens it."""

    token: str
    until: datetime


def keep(
    form: Form,
    typed: Mapping[str, Sequence[str]],
    client_key: str,
    token: str,
    desk: Desk,
    kept: timedelta = KEPT,
) -> Kept:
    """Keep what was typed; with the token of an earlier draft in its place. Raises Unavailable.

    The page's own secret is kept with it: a form that was sent before its link is opened again is not sent
    twice.
    """
    token = token or new_token()
    until = desk.clock() + kept
    draft = Draft(form.id, {name: list(texts) for name, texts in typed.items()}, client_key, until)
    desk.store.keep_draft(draft_name(token), draft)
    return Kept(token, until)


def resume(form: Form, token: str, desk: Desk) -> Draft:
    """Find a draft by its link's secret. Raises NotFound for none, another form's, and one that is over."""
    found = found_draft(token, desk)
    if found.form_id != form.id:
        raise NotFound("draft")
    return found


def found_draft(token: str, desk: Desk) -> Draft:
    """Find a draft of any form. Raises NotFound for none, and for one that is over."""
    found = desk.store.draft(draft_name(token)) if TOKEN.fullmatch(token) else None
    if found is None or found.until <= desk.clock():
        raise NotFound("draft")
    return found


def new_token() -> str:
    """Make the secret of a link: 192 random bits."""
    return secrets.token_urlsafe(24)


def draft_name(token: str) -> str:
    """Return the name under which a draft is kept."""
    return hashlib.sha256(f"draft {token}".encode()).hexdigest()
