"""Handlers under the roles that template.yaml gives their functions: what a role does not allow is refused.

No emulator asks who may do what. So every call to AWS that a handler makes in a test is judged here first.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError

from madoguchi.runtime import s3
from tests.role_needs import SIGNED, needs
from tests.roles import environment, kinds, refusal

_here = threading.local()
_running: list[str] = []
_refused: list[str] = []


def as_function(name: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    """Return a handler that acts under the role of its function, such as `line_webhook`."""
    function = f"{name.title().replace('_', '')}Function"

    @wraps(handler)
    def acting(event: Any, context: Any) -> Any:
        _here.function = function
        _running.append(function)
        try:
            return handler(event, context)
        finally:
            _running.remove(function)
            _here.function = ""

    return acting


@contextmanager
def under_roles() -> Iterator[None]:
    """Run a block that fails when a handler was refused anything, also if nobody there has noticed."""
    _refused.clear()
    with patch.multiple(s3, **{name: _signing(name) for name in SIGNED}):
        yield
    assert not _refused, "\n".join(_refused)


def judge(params: Mapping[str, Any], model: Any, **_: Any) -> None:
    """Judge a call of a boto3 client; to be registered for its event `before-parameter-build`."""
    _judge(model.service_model.service_name, model.name, params)


def _judge(service: str, operation: str, call: Mapping[str, Any]) -> None:
    function = _acting()
    if not function:
        return
    for need in needs(service, operation, call, lambda kind, name: named(function, kind, name)):
        if said := refusal(f"{function}Role", need):
            _refused.append(said)
            error = {"Code": "AccessDeniedException", "Message": said}
            raise ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400}}, operation)


def _acting() -> str:
    # The threads of a pool work for the handler that began last, and for nobody once it has ended.
    if threading.current_thread().name.startswith("ThreadPoolExecutor") and not hasattr(_here, "function"):
        return "".join(_running[-1:])
    return getattr(_here, "function", "")


def named(function: str, kind: str, name: str) -> str | None:
    """Find the resource of a type (empty: the parameter) by its name among a function's variables."""
    for variable, found in environment(function).items():
        if os.environ.get(variable) == name and (not kind or kinds().get(found) == kind):
            return found
    return None


def _signing(name: str) -> Callable[..., Any]:
    sign = getattr(s3, name)

    @wraps(sign)
    def judged(bucket: str, what: Any, *more: Any, **query: Any) -> Any:
        key = what if isinstance(what, str) else what["key"]
        _judge("s3", SIGNED[name], {"Bucket": bucket, "Key": key})
        return sign(bucket, what, *more, **query)

    return judged
