"""Which forms there are."""

import json
from datetime import datetime
from functools import cache

from madoguchi.forms.definition.model import Form, load_form
from madoguchi.runtime.content import content, names


@cache
def form(form_id: str) -> Form:
    """Find a form as it is published now. Raises NotFound."""
    return load_form(content(f"forms/{form_id}"))


def published(form_id: str) -> Form | None:
    """Find a form that may be gone by now."""
    return form(form_id) if f"forms/{form_id}" in names("forms") else None


def open_forms(at: datetime) -> list[Form]:
    """List the forms that accept applications at this moment."""
    every = [form(name.removeprefix("forms/")) for name in names("forms")]
    return [one for one in every if one.policy.accepts(at)]


@cache
def as_filed(source: str) -> Form:
    """Return a form as it was when an application was filed under it."""
    return load_form(json.loads(source))
