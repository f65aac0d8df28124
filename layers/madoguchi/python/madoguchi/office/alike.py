"""Applications that are probably one person's, where each may apply once: marked for staff, never refused.

Who is not signed in, or fills in for somebody else, can say any name. Only the applicant's own identity, as
the form names it, tells two applications apart; whether they are one person's is for a clerk to judge.
"""

import hmac
from collections.abc import Mapping

from madoguchi.flow.composite import leaves
from madoguchi.flow.model import Value
from madoguchi.forms.definition.model import Dossier, Form
from madoguchi.forms.filing.look_up import form_as_filed
from madoguchi.office.assembly import Office, office
from madoguchi.office.search_filter import folded


def compare_here(number: str, position: int) -> None:
    """Compare an application of this deployment when an entry brought answers, again and again alike."""
    compare(number, position, office())


def compare(number: str, position: int, place: Office) -> None:
    """Mark an application and those of the same identity, when the entry at this position brought answers.

    A correction that says who somebody is anew takes the marks of the old identity away. Raises Unavailable.
    """
    dossier = place.desk.store.dossier(number)
    if dossier is None or dossier.answered().position != position:
        return
    form, one = form_as_filed(dossier, place.desk), dossier.application
    said = [entry.answers for entry in dossier.entries if entry.answers is not None]
    now = _identity(form, said[-1], place)
    for before in {_identity(form, answers, place) for answers in said} - {now, ""}:
        place.store.part_alike(one, before)
    if now:
        place.store.join_alike(one, now)


def part(dossier: Dossier, place: Office) -> None:
    """Take away every mark of an application."""
    form = form_as_filed(dossier, place.desk)
    said = [entry.answers for entry in dossier.entries if entry.answers is not None]
    for identity in {_identity(form, answers, place) for answers in said} - {""}:
        place.store.part_alike(dossier.application, identity)


def _identity(form: Form, answers: Mapping[str, Value], place: Office) -> str:
    """Name who the answers are about without saying who it is; empty where they say too little."""
    parts = []
    for name in form.policy.identified_by:
        found = [value for _, _, value in leaves(form.flow.field(name), answers.get(name))]
        parts.append(folded("".join(value for value in found if isinstance(value, str))))
    if not parts or not all(parts):
        return ""
    key = hmac.digest(place.desk.history_key(), f"alike:{form.owner}:{form.id}".encode(), "sha256")
    return hmac.digest(key, "\n".join(parts).encode(), "sha256").hex()[:32]
