"""A resident looks up their application: by number and key, or signed in."""

import hmac

from madoguchi.forms.application import receipt
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Dossier, Form
from madoguchi.forms.filing.submit import person
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.errors import NotFound, TooManyAttempts

_NOBODY = receipt.key_hash("", "")


def look_up(number: str, key: str, desk: Desk) -> Dossier:
    """Open an application with what its receipt says; `number` and `key` as `receipt.read` returns them.

    Raises NotFound for a wrong key just as for a number that is not there, after the same work, and
    TooManyAttempts when this number was tried too often.
    """
    if not desk.store.count_attempt(number, desk.clock()):
        raise TooManyAttempts("look-up")
    found = _kept(number, desk)
    expected = found.application.key_hash if found else _NOBODY
    if not hmac.compare_digest(expected, receipt.key_hash(number, key)) or found is None:
        raise NotFound("application")
    desk.store.forget_attempts(number)
    return found


def look_up_own(number: str, user_id: str, desk: Desk) -> Dossier:
    """Open an application of the signed-in resident. Raises NotFound for anybody else's."""
    found = _kept(number, desk) if user_id else None
    if found is None or not hmac.compare_digest(found.application.person, person(user_id)):
        raise NotFound("application")
    return found


def _kept(number: str, desk: Desk) -> Dossier | None:
    # The table's time to live removes it within days; the promise to the applicant is the date.
    found = desk.store.dossier(number)
    return found if found and desk.clock() < found.application.expires_at else None


def form_as_filed(dossier: Dossier, desk: Desk) -> Form:
    """Return the form as it was when its standing answers were sent."""
    application, definition = dossier.application, dossier.answered().definition
    source = desk.store.definition(application.form_id, definition)
    if source is None:
        raise NotFound(f"definition {definition} of {application.form_id}")
    return catalogue.as_filed(source)
