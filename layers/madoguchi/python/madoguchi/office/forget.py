"""An application is destroyed before its retention ends: somebody asks for it, or it should not be here."""

from madoguchi.forms.application import progress
from madoguchi.office.alike import part
from madoguchi.office.assembly import Office
from madoguchi.office.steps import own
from madoguchi.office.trail import head_of
from madoguchi.runtime.errors import NotInThisState, Unavailable
from madoguchi.web.staff import Staff


def forget(number: str, staff: Staff, reason: str, office: Office) -> None:
    """Destroy what was sent: the application's own key goes, and with it every copy of its history.

    The trail says who did it, why, and the check of its last entry; it is all that is left, with copies under
    point-in-time recovery, for 35 days. Files follow by the table's stream. Raises NotFound for another
    owner's, NotInThisState while something may still come of it (its seat would stay taken), and Unavailable:
    doing it again is safe.
    """
    staff.require("approver")
    dossier = own(number, staff, office)
    one = dossier.application
    if progress.possible(one.state, "withdrawn"):
        raise NotInThisState("withdraw or decide it first")
    office.record(staff, one.owner, "forgotten", **head_of(one), reason=reason)
    part(dossier, office)
    office.store.drop_filter(one)
    if not office.desk.store.forget(one):
        raise Unavailable("it has moved on meanwhile")
