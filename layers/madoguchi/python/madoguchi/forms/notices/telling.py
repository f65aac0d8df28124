"""What an applicant is told of each thing that happens to their application. Facts and pure rules.

Content says it: `form_<event>` of `talk/notices` in the chat, `<event>` of `mail/letters` by e-mail. The
build fails where one is missing (`forms.notices.mail_schema`).
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from madoguchi.flow.text import localise
from madoguchi.forms.application import receipt
from madoguchi.forms.definition.model import Dossier, Entry, Form, Standing
from madoguchi.runtime.clock import JST
from madoguchi.web.texts import day, text

ARRIVED: Mapping[Standing, str] = {
    "": "received",
    "seated": "received",
    "waiting": "waiting",
    "entered": "entered",
    "missed": "received",
}
"""An arrival by where it stands as far as seats go; the chat is told at once (`forms.filing.submit`)."""

OUTCOMES = ("accepted", "declined", "completed")

EVENTS = (
    *sorted(set(ARRIVED.values())),
    "taken",
    "correction_asked",
    "corrected",
    *(f"decided_{outcome}" for outcome in OUTCOMES),
    "reopened",
    "withdrawn",
    "promoted",
    "won",
    "missed",
    "messaged",
    "issued",
    "revoked",
)
"""Everything that is told; a look of the office (`read`) alone is not."""


def event_of(entry: Entry, dossier: Dossier, form: Form) -> str:
    """Name what an entry is to the applicant; empty for what they are not told."""
    match entry.kind:
        case "read":
            return ""
        case "arrived":
            return ARRIVED[dossier.application.standing]
        case "decided":
            return f"decided_{entry.facts.get('outcome', 'completed')}"
        case "promoted":
            return "won" if form.policy.lottery else "promoted"
    return entry.kind


def params_of(entry: Entry, dossier: Dossier, form: Form) -> dict[str, Any]:
    """Return what fills the texts: the form, the receipt number, and the details.

    They say what is to be corrected by when, or name the document that comes with an entry or is revoked.
    """
    language = dossier.application.language
    return {
        "form_title": localise(form.flow.title, language),
        "receipt": receipt.grouped(dossier.application.number),
        "details": "".join(f"\n{line}" for line in _details(entry, form, language)),
    }


def due_of(entry: Entry) -> datetime | None:
    """Return the day by which a correction is asked for; None where none was named."""
    due = entry.facts.get("due")
    return datetime.combine(date.fromisoformat(due), time(), JST) if due else None


def _details(entry: Entry, form: Form, language: str) -> Iterator[str]:
    # The questions, which are the form's own words: what staff wrote about them may tell what was sent.
    asked = [question for question, _ in json.loads(entry.facts.get("items", "[]"))]
    labels = [localise(one.label, language) for one in form.flow.fields() if one.id in asked]
    if labels:
        yield text("correction_items", language, {"items": " / ".join(labels)})
    if "document" in entry.facts:
        yield text("document_named", language, {"title": entry.facts["title"]})
    if due := due_of(entry):
        yield text("correction_due", language, {"day": day(due, language)})
