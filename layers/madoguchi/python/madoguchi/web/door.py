"""The edge of every page: one place where a request finds its operation and an error becomes an answer."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from madoguchi.runtime.errors import NotFound, Refusal, Unavailable
from madoguchi.runtime.log import log_bug, logger
from madoguchi.web.http import Answer, Request, read
from madoguchi.web.pages import bare_page, page
from madoguchi.web.texts import has_text

Routes = Mapping[str, Callable[[Request], Answer]]


def serve(event: Mapping[str, Any], routes: Routes) -> dict[str, Any]:
    """Answer an HTTP API event by its route key; whatever goes wrong, a person reads a sentence."""
    bare = Request(event.get("routeKey", ""))
    try:
        request = read(event)
        bare = replace(request, form={})
        operation = routes.get(request.route)
        if operation is None:
            raise NotFound(request.route)
        return operation(request).to_gateway()
    except Refusal as refusal:
        logger().info("refused", extra={"route": bare.route, "code": refusal.code, "why": str(refusal)})
        return _error_page(bare, refusal.status, refusal.code)
    except Exception as crash:  # noqa: BLE001 - the one edge where a bug becomes an answer
        log_bug("failed", crash, route=bare.route)
        return _error_page(bare, 500, "failed")


def _error_page(request: Request, status: int, code: str) -> dict[str, Any]:
    # Not every refusal was thought of as something that a resident reads.
    told = code if has_text(f"error_{code}") else "refused"
    try:
        return page(request, "error.html.j2", status, code=told).to_gateway()
    except Unavailable:
        # The secret that sessions and tokens are signed with is out of reach: a page without either.
        return bare_page(request, "bare_error.html.j2", status, code=told).to_gateway()
