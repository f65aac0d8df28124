"""What follows from an entry of a history: who waits moves up, the applicant and the office are written to.

Run for every entry, in their order, by the table's own stream: nothing has to remember to do it, and a crash
anywhere leaves the entry to be followed up again. Each part bears being done twice.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from madoguchi.flow.composite import leaves
from madoguchi.forms.definition.model import Dossier, Entry, Form
from madoguchi.forms.files.moving import Bucket, S3Bucket, forget_files, settle_files
from madoguchi.forms.filing.look_up import form_as_filed
from madoguchi.forms.filing.promote import promote
from madoguchi.forms.notices.mail import Letter, Post, mail_from, post, write
from madoguchi.forms.notices.telling import event_of, params_of
from madoguchi.forms.records.desk import Desk, desk
from madoguchi.runtime.errors import Unavailable
from madoguchi.runtime.log import logger

LETTER_SECONDS = 20.0
"""What a letter may take at worst: SES's answer (12 s) and the note that it was sent."""


@dataclass(frozen=True)
class Mailroom:
    """Where letters and files go; nobody is written to without an address to write from.

    `seconds_left` is how long the function still runs.
    """

    sender: str
    post: Post
    objects: Bucket = field(default_factory=S3Bucket)
    seconds_left: Callable[[], float] = lambda: LETTER_SECONDS


@cache
def mailroom() -> Mailroom:
    """Return this deployment's mailroom."""
    return Mailroom(mail_from(), post)


def follow_up(number: str, position: int, place: Desk, letters: Mailroom) -> None:
    """Do what follows from one entry. Raises Unavailable and MailRejected, and is then run again."""
    dossier = place.store.dossier(number)
    found = [one for one in dossier.entries if one.position == position] if dossier else []
    if dossier is None or not found:
        return
    entry, form = found[0], form_as_filed(dossier, place)
    settle_files(dossier.application, entry, place, letters.objects)
    _move_up(dossier, entry, form, place)
    event, user_id = event_of(entry, dossier, form), dossier.application.user_id
    if event and user_id and entry.kind != "arrived":
        kind = f"form_{event}"
        place.notify(user_id, kind, params_of(entry, dossier, form), f"{kind}-{number}-{position}")
    if event and letters.sender:
        for letter in _letters(dossier, entry, form):
            _send(letter, dossier, position, place, letters)


def _move_up(dossier: Dossier, entry: Entry, form: Form, place: Desk) -> None:
    application = dossier.application
    now = place.published(application.form_id) or form
    for slot in sorted({application.slot, entry.facts.get("left", "")} - {""}):
        promote(now, slot, place)


def _letters(dossier: Dossier, entry: Entry, form: Form) -> Iterator[Letter]:
    params, language = params_of(entry, dossier, form), dossier.application.language
    if address := email_of(dossier, form):
        yield write(event_of(entry, dossier, form), address, language, params, form.policy.office)
    if entry.kind == "arrived":
        for office in form.policy.notified:
            yield write("office", office, "ja", params, form.policy.office)


def email_of(dossier: Dossier, form: Form) -> str:
    """Return the address that the applicant gave, where the form asks for one; the first of several."""
    answers = dossier.answered().answers or {}
    for question in form.flow.fields():
        for _, asked, value in leaves(question, answers.get(question.id)):
            if asked.kind == "email" and isinstance(value, str):
                return value
    return ""


def _send(letter: Letter, dossier: Dossier, position: int, place: Desk, letters: Mailroom) -> None:
    """Send a letter unless it is known to be sent: at least once, and again only when that was not learnt.

    Sent first, noted at once: decision 0014. A letter that can never be sent is noted too, or it would hold
    up all that follows in the stream.
    """
    name = f"{position:06}#{hashlib.sha256(letter.to.encode()).hexdigest()[:16]}"
    if place.store.was_mailed(dossier.application.number, name):
        return
    if letters.seconds_left() < LETTER_SECONDS:
        # Stopped by the clock between the two, the function would send it a second time.
        raise Unavailable("no time left for a letter")
    if not letters.post(letters.sender, letter):
        logger().error("letter_refused", extra={"number": dossier.application.number, "letter": name})
    place.store.note_mailed(dossier.application.number, name, dossier.application.expires_at)


def follow_up_here(number: str, position: int, seconds_left: Callable[[], float]) -> None:
    """Follow up an entry of this deployment."""
    follow_up(number, position, desk(), replace(mailroom(), seconds_left=seconds_left))


def forget_here(number: str) -> None:
    """Delete what an application leaves behind when the table forgets it."""
    forget_files(number, mailroom().objects)
