"""The part of the staff's API about forms: which there are, how they look, and their exchange."""

import json
from datetime import datetime
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import TypeAdapter, ValidationError

from madoguchi.flow.text import localise
from madoguchi.office import exchange_api as exchange
from madoguchi.office import shapes_api as shapes
from madoguchi.office.assembly import office
from madoguchi.office.catalogue import own_form, own_forms
from madoguchi.office.preview import Look, preview
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import BadRequest
from madoguchi.web.staff_api import Caller, file

HTML = "text/html; charset=utf-8"
YAML = "application/yaml"
FormPath = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
_TYPED = TypeAdapter(dict[str, str | list[str]])


def list_forms(staff: Caller) -> shapes.Forms:
    """List the forms of the caller's owners, open or not."""
    staff.require("clerk", "approver", "auditor")
    now = office().desk.clock()
    forms = [
        shapes.FormLine(
            id=one.id,
            owner=one.owner,
            title=localise(one.flow.title, "ja"),
            opens=one.policy.opens,
            closes=one.policy.closes,
            accepts=one.policy.accepts(now),
            definition=one.definition,
        )
        for one in own_forms(staff)
    ]
    return shapes.Forms(forms=forms)


def show_preview(
    staff: Caller,
    form_id: FormPath,
    at: Annotated[datetime | None, Query(description="Without a zone: in Japan. None: now.")] = None,
    answers: Annotated[str, Query(max_length=4000, description="JSON: what is typed, by question.")] = "{}",
    step: Annotated[str, Query(max_length=40, description="A page's id, or `review`.")] = "",
    language: Annotated[Literal["ja", "easy", "en", "pt-BR", "vi"], Query()] = "ja",
    definition: Annotated[str, Query(max_length=32, description="An earlier version.")] = "",
) -> Response[str]:
    """Show a page as a resident would meet it at a moment; nothing on it can be sent."""
    staff.require("clerk", "approver", "auditor")
    moment = at or office().desk.clock()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=JST)
    look = Look(moment, _typed(answers), step, language, "normal", definition)
    shown = preview(form_id, look, staff, office())
    # What a resident would be told with 410 or 403 has been shown all the same.
    return Response(200, HTML, shown.body, dict(shown.headers))


def give_form(staff: Caller, form_id: FormPath) -> Response[str]:
    """Give a form to others as one file with its tests."""
    staff.require("clerk", "approver")
    form = own_form(form_id, staff, office())
    office().record(staff, form.owner, "form_given", form=form.id, definition=form.definition)
    return file(exchange.write(form).encode(), YAML, f"{form_id}.yaml")


def check_form(staff: Caller, body: shapes.FileToCheck) -> shapes.Checked:
    """Say what is wrong with a file from elsewhere: its shape, its release gate, its own tests."""
    staff.require("clerk", "approver")
    problems = exchange.check(body.file)
    return shapes.Checked(good=not problems, problems=problems[:200])


def _typed(answers: str) -> dict[str, list[str]]:
    try:
        typed = _TYPED.validate_python(json.loads(answers))
    except (ValidationError, ValueError, RecursionError) as error:
        raise BadRequest("answers are a JSON object of texts") from error
    return {name: [texts] if isinstance(texts, str) else texts for name, texts in typed.items()}
