"""The edge of the staff's JSON API: validation, refusals and crashes become answers that its document names.

The one place where Powertools' resolver and pydantic are worth their import: nobody of the public waits for
it, and the OpenAPI document is made of the very annotations that requests are checked with.
"""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Request, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from pydantic import BaseModel

from madoguchi.runtime.content import content
from madoguchi.runtime.errors import Refusal
from madoguchi.runtime.log import logger
from madoguchi.web.staff import Staff, staff_of

JSON = "application/json"


class Problem(BaseModel):
    """Why something was not done: a stable code, and a sentence for the person at the screen."""

    code: str
    message: str
    places: list[str] = []


def refusals(*statuses: int) -> dict[int, Any]:
    """Describe the answers that any operation may give beside its own, for its OpenAPI document."""
    described = {"content": {JSON: {"model": Problem}}}
    names = {400: "bad", 401: "nobody", 403: "not allowed", 404: "not there", 409: "not as things stand"}
    every = {400, 401, 403, 404, 415, 422, 503, *statuses}
    return {status: {"description": names.get(status, "refused"), **described} for status in sorted(every)}


def staff_api() -> APIGatewayHttpResolver:
    """Return a resolver that answers every refusal as a `Problem`."""
    api = APIGatewayHttpResolver(enable_validation=True)
    api.exception_handler(Refusal)(_refused)
    api.exception_handler(RequestValidationError)(_invalid)
    api.exception_handler(NotFoundError)(lambda _error: _problem(404, "not_found"))
    api.exception_handler(Exception)(_failed)
    return api


def caller(request: Request) -> Staff:
    """Return who calls. Raises Unauthenticated."""
    return staff_of(request.resolved_event.raw_event)


Caller = Annotated[Staff, Depends(caller)]
"""A parameter of an operation that only staff reach."""


def _refused(refusal: Refusal) -> Response[str]:
    logger().info("refused", extra={"code": refusal.code, "why": str(refusal)})
    return _problem(refusal.status, refusal.code)


def _invalid(error: RequestValidationError) -> Response[str]:
    # Where, never what: a mistyped field may hold a resident's words.
    return _problem(422, "bad_request", [".".join(map(str, one["loc"])) for one in error.errors()])


def _failed(_error: Exception) -> Response[str]:
    logger().exception("failed")
    return _problem(500, "failed")


def _problem(status: int, code: str, places: list[str] | None = None) -> Response[str]:
    sentences = content("web/staff_problems")
    told = sentences.get(code) or sentences["refused"]
    body = Problem(code=code, message=told, places=places or []).model_dump_json()
    return Response(status, JSON, body)
