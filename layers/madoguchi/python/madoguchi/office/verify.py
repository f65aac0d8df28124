"""Whether what is on record is what happened: one application, or an owner's whole trail."""

from collections.abc import Iterable

from madoguchi.forms.application.history import Anchor, broken
from madoguchi.forms.definition.model import Entry
from madoguchi.office.assembly import Office
from madoguchi.office.files import changed_files
from madoguchi.office.steps import own
from madoguchi.office.trail import anchors_of, broken_trail
from madoguchi.web.staff import Staff


def verify(number: str, staff: Staff, office: Office) -> list[str]:
    """Say what is wrong with an application's history, judged by itself and by the owner's trail.

    Its files are read to their ends. Raises Unavailable where one cannot be.
    """
    staff.require("auditor", "approver", "clerk")
    dossier = own(number, staff, office)
    anchors = anchors_of(number, office.store.trail(dossier.application.owner))
    return [*broken(office.desk.history_key(), dossier, anchors), *changed_files(dossier, office)]


def trail(staff: Staff, owner: str, after: int, limit: int | None, office: Office) -> list[Entry]:
    """List what the staff of an owner did after a position, oldest first. Raises NotFound for another's."""
    staff.require("auditor")
    staff.require_owner(owner)
    return office.store.trail(owner, after, limit)


def verify_trail(staff: Staff, owner: str, logged: Iterable[Anchor], office: Office) -> list[str]:
    """Say what is wrong with a trail, and with the histories that it vouches for.

    `logged` are its heads as the log has them: whoever cuts its end off in the table cannot change those.
    An application whose retention has ended is gone by right, and is not missed.
    """
    staff.require("auditor")
    staff.require_owner(owner)
    entries, key = office.store.trail(owner), office.desk.history_key()
    problems = list(broken_trail(key, owner, entries, office.store.trail_head(owner), logged))
    for number in sorted({one.facts["number"] for one in entries if "head" in one.facts}):
        dossier = office.desk.store.dossier(number)
        if dossier is not None:
            problems += [f"{number}: {wrong}" for wrong in broken(key, dossier, anchors_of(number, entries))]
    return problems
