"""The edge of the staff's JSON API: validation, refusals and crashes become answers that its document names.

The one place where Powertools' resolver and pydantic are worth their import: nobody of the public waits for
it, and the OpenAPI document is made of the very annotations that requests are checked with.
"""

import base64
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Request, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from pydantic import BaseModel

from madoguchi.runtime.content import content
from madoguchi.runtime.errors import FileRefused, QuestionUnknown, Refusal, SegmentUnreadable
from madoguchi.runtime.log import log_bug, logger
from madoguchi.web.staff import Staff, staff_of

JSON = "application/json"


class Problem(BaseModel):
    """Why something was not done: a stable code, and a sentence for the person at the screen."""

    code: str
    message: str
    places: list[str] = []


def answers(model: type[BaseModel], *statuses: int) -> dict[int, Any]:
    """Describe what an operation answers, for its OpenAPI document: its model, and what it may refuse with.

    `statuses` are refusals beside those of every operation.
    """
    refused = sorted({400, 401, 403, 404, 409, 415, 422, 503, *statuses})
    problem = {"content": {JSON: {"model": Problem}}}
    return {
        200: {"description": HTTPStatus.OK.phrase, "content": {JSON: {"model": model}}},
        **{status: {"description": HTTPStatus(status).phrase, **problem} for status in refused},
    }


def file_answers(*types: str) -> dict[int, Any]:
    """Describe what an operation answers that gives out a file of one of these media types."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in types}
    return {**answers(Problem), 200: {"description": HTTPStatus.OK.phrase, "content": content}}


def file(data: bytes, media_type: str, name: str, headers: Mapping[str, str] | None = None) -> Response[str]:
    """Answer a file to keep, never to be shown in place."""
    told = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    # Not as bytes: the resolver would check them as a text that is to become JSON.
    answer = Response(200, media_type, base64.b64encode(data).decode(), {**told, **(headers or {})})
    answer.base64_encoded = True
    return answer


def staff_api() -> APIGatewayHttpResolver:
    """Return a resolver that answers every refusal as a `Problem`."""
    api = APIGatewayHttpResolver(enable_validation=True)
    api.exception_handler(Refusal)(_refused)
    api.exception_handler(RequestValidationError)(_invalid)
    api.exception_handler(RequestUnsupportedContentType)(lambda _error: _problem(415, "bad_request"))
    api.exception_handler(NotFoundError)(lambda _error: _problem(404, "not_found"))
    api.exception_handler(Exception)(_failed)
    return api


def serve(api: APIGatewayHttpResolver, event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request; what is not JSON in UTF-8 goes no further."""
    refused = _unreadable(event)
    if refused is not None:
        answer = _problem(refused, "bad_request")
        return {"statusCode": refused, "headers": {"Content-Type": JSON}, "body": answer.body}
    answered: dict[str, Any] = api.resolve(event, context)
    return answered


def _unreadable(event: dict[str, Any]) -> int | None:
    # The resolver would also read forms, and trip over what is neither.
    body = event.get("body")
    if not body:
        return None
    types = [text for name, text in event.get("headers", {}).items() if name.lower() == "content-type"]
    if not types or types[0].partition(";")[0].strip().lower() != JSON:
        return 415
    try:
        text = base64.b64decode(body) if event.get("isBase64Encoded") else body
        # Half a character, such as `\ud800`, is JSON and yet no text.
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return 400
    return None


def caller(request: Request) -> Staff:
    """Return who calls. Raises Unauthenticated."""
    return staff_of(request.resolved_event.raw_event)


Caller = Annotated[Staff, Depends(caller)]
"""A parameter of an operation that only staff reach."""


def _refused(refusal: Refusal) -> Response[str]:
    if isinstance(refusal, SegmentUnreadable):
        # Its message is the sentence, and quotes what was typed: nothing for a log.
        logger().info("refused", extra={"code": refusal.code})
        return _problem(refusal.status, refusal.code, told=str(refusal))
    logger().info("refused", extra={"code": refusal.code, "why": str(refusal)})
    places = list(refusal.args) if isinstance(refusal, QuestionUnknown) else []
    # Of a file its message says why, as content names it.
    code = str(refusal) if isinstance(refusal, FileRefused) else refusal.code
    return _problem(refusal.status, code, places)


def _invalid(error: RequestValidationError) -> Response[str]:
    # Where, never what: a mistyped field may hold a resident's words.
    return _problem(422, "bad_request", [".".join(map(str, one["loc"])) for one in error.errors()])


def _failed(error: Exception) -> Response[str]:
    log_bug("failed", error)
    return _problem(500, "failed")


def _problem(status: int, code: str, places: list[str] | None = None, told: str = "") -> Response[str]:
    sentences = content("web/staff_problems")
    told = told or sentences.get(code) or sentences["refused"]
    body = Problem(code=code, message=told, places=places or []).model_dump_json()
    return Response(status, JSON, body)
