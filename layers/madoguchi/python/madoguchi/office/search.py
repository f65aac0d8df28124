"""Finding applications by words in the answers that their form allows to be searched."""

import hmac
from collections.abc import Iterator
from itertools import batched, groupby

from madoguchi.flow.composite import leaves
from madoguchi.forms.look_up import form_as_filed
from madoguchi.forms.model import Dossier, Waiting
from madoguchi.office.assembly import Office, office
from madoguchi.office.inbox import FILTERED_AT_ONCE, LOOKED_MOST, Found, Sought, place_of, waiting
from madoguchi.office.search_filter import folded, make_filter, may_hold
from madoguchi.office.steps import kept
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import BadRequest
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
    if texts := list(_texts(dossier, place)):
        key = _key(dossier.application.owner, dossier.application.form_id, place)
        place.store.keep_filter(dossier.application, make_filter(texts, key))


def search(staff: Staff, sought: Sought, words: str, place: Office) -> Found:
    """Find what holds all these words, oldest first, and only among what was sought.

    Each word needs two letters or digits; kana, width and case make no difference. Raises BadRequest for
    less, NotFound for another owner. That somebody searched goes on record, not for which words.
    """
    staff.require("clerk", "approver")
    staff.require_owner(sought.owner)
    wanted = [folded(word) for word in words.split()]
    if not wanted or min(map(len, wanted)) < 2:
        raise BadRequest("each word needs two letters")
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


def _filtered(sought: Sought, wanted: list[str], place: Office) -> Iterator[tuple[Waiting, bool]]:
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
                yield one, kept is None or all(may_hold(kept, word, key) for word in wanted)


def _holds(number: str, wanted: list[str], place: Office) -> bool:
    dossier = kept(number, place)
    texts = [folded(text) for text in _texts(dossier, place)] if dossier else []
    return all(any(word in text for text in texts) for word in wanted)


def _texts(dossier: Dossier, place: Office) -> Iterator[str]:
    form, answers = form_as_filed(dossier, place.desk), dossier.answered().answers or {}
    for question in form.flow.fields():
        if question.id in form.policy.searchable:
            parts = [value for _, _, value in leaves(question, answers.get(question.id))]
            # A family name and a given name are also searched for as one.
            yield "".join(value for value in parts if isinstance(value, str))


def _key(owner: str, form_id: str, place: Office) -> bytes:
    return hmac.digest(place.desk.history_key(), f"search:{owner}:{form_id}".encode(), "sha256")
