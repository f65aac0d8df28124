"""Whatever happens to an application, its applicant is told in words that are there, in every language."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest

from madoguchi.flow.text import LANGUAGES
from madoguchi.forms.application import receipt
from madoguchi.forms.application.history import entry
from madoguchi.forms.application.progress import KINDS
from madoguchi.forms.definition.model import Application, Dossier, Entry, Form, Standing
from madoguchi.forms.notices.mail import write
from madoguchi.forms.notices.mail_schema import unsaid
from madoguchi.forms.notices.telling import ARRIVED, EVENTS, OUTCOMES, event_of, params_of
from madoguchi.residents.model import Resident
from madoguchi.runtime.content import content
from madoguchi.talk.model import World
from madoguchi.talk.notices import render
from tests.moto_cloud import content_on_path
from tests.unit.forms.surroundings import HISTORY_KEY, OPENS, form

LOTTERY = {"announced": "2026-05-10T00:00:00", "seed": "a number"}
MARKS = re.compile(r"[{}]")

content_on_path()

HAPPENINGS: list[tuple[str, Mapping[str, str], Standing, Mapping[str, Any]]] = [
    *(("arrived", {}, standing, {}) for standing in ARRIVED),
    *(("decided", {"outcome": outcome}, "", {}) for outcome in OUTCOMES),
    ("promoted", {}, "seated", {"lottery": LOTTERY}),
    *((kind, {}, "", {}) for kind in KINDS if kind not in ("arrived", "decided", "read", "correction_asked")),
    ("correction_asked", {"items": '[["word", "secret"]]', "due": "2026-04-20", "message": "secret"}, "", {}),
    *(
        (kind, {"outcome": "accepted", "document": "0", "title": "a paper", "message": "secret"}, "", {})
        for kind in ("decided", "issued", "revoked")
    ),
]
"""Every kind of entry with all that makes a difference to what is told."""


def happened(
    kind: str, facts: Mapping[str, str], standing: Standing, policy: Mapping[str, Any], language: str
) -> tuple[Entry, Dossier, Form]:
    asked = _titled(form(**policy))
    first = entry(
        HISTORY_KEY, "2345678ACEFHJKM", (0, ""), "arrived", OPENS, "applicant", {}, "", {"word": "secret"}
    )
    then = entry(HISTORY_KEY, first.number, (1, first.check), kind, OPENS, "sato", facts)
    application = Application(
        *(first.number, asked.id, asked.owner, "arrived", OPENS, language, "", 2, then.check, OPENS),
        standing=standing,
    )
    return then, Dossier(application, (first, then)), asked


def _titled(bare: Form) -> Form:
    title = {language: f"title in {language}" for language in LANGUAGES}
    return replace(bare, flow=replace(bare.flow, title=title))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("happening", HAPPENINGS, ids=lambda one: "-".join([one[0], *one[1].values()])[:40])
def test_everything_is_told_by_mail_and_in_the_chat_with_form_and_number(happening, language: str):
    one, dossier, asked = happened(*happening, language=language)
    event, params = event_of(one, dossier, asked), params_of(one, dossier, asked)
    letter = write(event, "hanako@example.com", language, params, asked.policy.office)
    notice = render(
        {"kind": f"form_{event}", "params": params}, Resident("U1", language=language), World(0, "https://x")
    )
    for told in (letter.subject + letter.body, cast(str, notice["altText"])):
        assert f"title in {language}" in told
        assert receipt.grouped(dossier.application.number) in told
        assert "secret" not in told
        assert not MARKS.search(told)
    assert "027-223-1111" in letter.body
    assert "/receipts" in letter.body
    if "due" in happening[1]:
        assert "20" in letter.body
        assert "word" in letter.body
    if "document" in happening[1]:
        assert "a paper" in letter.body
        assert "a paper" in notice["altText"]


def test_every_kind_of_entry_is_told_but_a_look():
    kinds = {kind for kind, *_ in HAPPENINGS}
    assert kinds == set(KINDS) - {"read"}
    told = {event_of(*happened(*one, language="ja")) for one in HAPPENINGS}
    assert told == set(EVENTS)
    assert event_of(*happened("read", {}, "", {}, "ja")) == ""


@pytest.mark.parametrize("name", ["mail/letters", "talk/notices", "web/forms_texts"])
def test_what_is_not_said_in_one_language_is_found_when_content_is_built(name: str):
    piece = json.loads(json.dumps(content(name)))
    assert list(unsaid(name, piece)) == []
    said, part, expected = {
        "mail/letters": (piece.get("kinds", {}).get("won", {}), "body", "kinds.won.body"),
        "talk/notices": (piece.get("form_won", {}), "text", "form_won.text"),
        "web/forms_texts": (piece, "entry_promoted", "entry_promoted"),
    }[name]
    del said[part]["vi"]
    assert list(unsaid(name, piece)) == [f"{expected}: an applicant reads this: say it in vi"]
    del said[part]
    assert list(unsaid(name, piece)) == [
        f"{expected}: an applicant reads this: say it in {', '.join(LANGUAGES)}"
    ]
