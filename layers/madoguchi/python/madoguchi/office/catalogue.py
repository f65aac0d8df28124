"""Which forms are a person's own: those of the owners that they work for."""

from madoguchi.forms.definition.catalogue import form
from madoguchi.forms.definition.model import Form
from madoguchi.office.assembly import Office
from madoguchi.runtime.content import names
from madoguchi.runtime.errors import NotFound
from madoguchi.web.staff import Staff


def own_form(form_id: str, staff: Staff, office: Office) -> Form:
    """Find a form as it is published. Raises NotFound for another owner's."""
    found = office.desk.published(form_id)
    if found is None or found.owner not in staff.owners:
        raise NotFound("form")
    return found


def own_forms(staff: Staff) -> list[Form]:
    """List the forms of a person's owners, open or not."""
    every = [form(name.removeprefix("forms/")) for name in names("forms")]
    return [one for one in every if one.owner in staff.owners]
