"""Finding applications by words in the answers that their form allows to be searched."""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import batched, groupby

from madoguchi.flow.composite import leaves
from madoguchi.flow.model import Field
from madoguchi.flow.text import localise
from madoguchi.forms.definition.catalogue import as_filed
from madoguchi.forms.definition.model import Dossier, Waiting
from madoguchi.forms.filing.look_up import form_as_filed
from madoguchi.office.assembly import Office, office
from madoguchi.office.inbox import FILTERED_AT_ONCE, LOOKED_MOST, Found, Sought, place_of, waiting
from madoguchi.office.search_filter import folded, make_filter, may_hold
from madoguchi.office.steps import kept
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import BadRequest, QuestionUnknown
from madoguchi.web.staff import Staff

OPENED_MOST = 300
"""Applications that one request opens to look for itself; the next goes on from there."""


def index_here(number: str, position: int) -> None:
    """Index an application of this deployment when an entry brought answers, again and again alike."""
    index(number, position, office())


def index(number: str, position: int, place: Office) -> None:
    """Write the filter of an application's standing answers, when the entry at this position brought any."""
    dossier = place.desk.store.dossier(number)
    if dossier is None or dossier.answered().position != position:
        return
    if texts := [text for _, text in _texts(dossier, place)]:
        key = _key(dossier.application.owner, dossier.application.form_id, place)
        place.store.keep_filter(dossier.application, make_filter(texts, key))


def search(staff: Staff, sought: Sought, words: str, place: Office) -> Found:
    """Find what holds all these words, oldest first, and only among what was sought.

    Each word needs two letters or digits; kana, width and case make no difference. `QUESTION=text` is looked
    for in that question alone and as a whole, such as the municipality of an office's own area. Raises
    BadRequest for less, QuestionUnknown for a name that can find nothing, NotFound for another owner. That
    somebody searched goes on record, not for what.
    """
    staff.require("clerk", "approver")
    staff.require_owner(sought.owner)
    wanted = [_wanted(word) for word in words.split()]
    if not wanted or min(len(one.text) for one in wanted) < 2:
        raise BadRequest("each word needs two letters")
    _must_be_searchable({one.question for one in wanted} - {""}, sought.form_id, place)
    found, opened, after, last = list[Waiting](), 0, "", sought.after
    for looked, (one, filtered) in enumerate(_filtered(sought, wanted, place)):
        if len(found) == sought.limit or opened == OPENED_MOST or looked == LOOKED_MOST:
            after = last
            break
        last = place_of(one)
        if filtered and sought.takes(one):
            opened += 1
            if _holds(one.number, wanted, place):
                found.append(one)
    facts = {"form": sought.form_id, "words": str(len(wanted)), "found": str(len(found))}
    place.record(staff, sought.owner, "searched", **facts)
    return Found(tuple(found), after)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A folded text that is looked for, in one question or (empty) in any."""

    text: str
    question: str = ""

    def stands_in(self, texts: Mapping[str, str]) -> bool:
        if self.question:
            return texts.get(self.question) == self.text
        return any(self.text in text for text in texts.values())


def _wanted(word: str) -> _Wanted:
    # A Japanese keyboard's own sign is wide.
    question, equal, text = word.replace("＝", "=", 1).partition("=")
    return _Wanted(folded(text), question) if equal else _Wanted(folded(word))


def _must_be_searchable(questions: set[str], form_id: str, place: Office) -> None:
    """Raise QuestionUnknown for a question that neither the form nor an earlier version lets be searched."""
    if not questions:
        return
    published = place.desk.published(form_id)
    forms = [published] if published else []
    forms += map(as_filed, place.desk.store.definitions(form_id))
    names = dict.fromkeys(name for form in forms for name in form.policy.searchable)
    if questions - names.keys():
        raise QuestionUnknown(*names)


def _filtered(sought: Sought, wanted: list[_Wanted], place: Office) -> Iterator[tuple[Waiting, bool]]:
    key, owner, form_id = _key(sought.owner, sought.form_id, place), sought.owner, sought.form_id
    at_once = max(sought.limit, FILTERED_AT_ONCE) + 1
    for lines in batched(waiting(sought, place, at_once), at_once, strict=False):
        for day, those in groupby(lines, lambda one: one.arrived_at.astimezone(JST).date()):
            same_day = list(those)
            first, last = same_day[0].arrived_at, same_day[-1].arrived_at
            filters = place.store.filters(owner, form_id, day, (first, last), len(same_day))
            for one in same_day:
                kept = filters.get(one.number)
                # What arrived this very moment has no filter yet.
                yield one, kept is None or all(may_hold(kept, one.text, key) for one in wanted)


def _holds(number: str, wanted: list[_Wanted], place: Office) -> bool:
    dossier = kept(number, place)
    texts = {name: folded(text) for name, text in _texts(dossier, place)} if dossier else {}
    return all(one.stands_in(texts) for one in wanted)


def _texts(dossier: Dossier, place: Office) -> Iterator[tuple[str, str]]:
    form, answers = form_as_filed(dossier, place.desk), dossier.answered().answers or {}
    for question in form.flow.fields():
        if question.id in form.policy.searchable:
            parts = leaves(question, answers.get(question.id))
            # A family name and a given name are also searched for as one, a choice by what it says.
            yield (
                question.id,
                "".join(_said(part, value) for _, part, value in parts if isinstance(value, str)),
            )


def _said(part: Field, value: str) -> str:
    return next((localise(one.label, "ja") for one in part.choices if one.id == value), value)


def _key(owner: str, form_id: str, place: Office) -> bytes:
    return hmac.digest(place.desk.history_key(), f"search:{owner}:{form_id}".encode(), "sha256")
