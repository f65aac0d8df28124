"""Letters by e-mail: what happened and where to look, never what was sent nor the key that opens it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.flow.text import localise
from madoguchi.forms.definition.policy import Office
from madoguchi.runtime.content import content
from madoguchi.runtime.settings import settings


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail, as plain text."""

    to: str
    subject: str
    body: str


Post = Callable[[str, Letter], bool]
"""Takes the sender's address and a letter; False when this letter can never be sent.

Raises MailRejected when our account must be mended first, Unavailable when it was not sent, or nobody knows.
"""


@dataclass(frozen=True)
class MailSettings:
    """The address that letters come from; empty: none are sent. And where our pages are."""

    mail_from: str = ""
    pages_url: str = ""


def mail_from() -> str:
    """Return the address that letters come from."""
    found: MailSettings = settings(MailSettings)
    return found.mail_from


def write(kind: str, to: str, language: str, params: Mapping[str, Any], office: Office) -> Letter:
    """Write the letter of content `mail/letters` for what happened (`telling.EVENTS`, or `office`)."""
    letters: Mapping[str, Any] = content("mail/letters")
    letter = letters["kinds"][kind]
    found: MailSettings = settings(MailSettings)
    known = {
        **params,
        "office": localise(office.name, language),
        "phone": office.phone,
        "url": f"{found.pages_url}/receipts",
    }
    body = f"{localise(letter['body'], language)}\n\n{localise(letters['foot'], language)}"
    return Letter(to, localise(letter["subject"], language).format(**known), body.format(**known))


def post(sender: str, letter: Letter) -> bool:
    """Hand a letter to SES."""
    from madoguchi.runtime.aws import send_mail

    return send_mail(sender, letter.to, letter.subject, letter.body)
