"""Bring an answer to a resident: once, and rather late than never.

LINE's reply has no retry key, but its token is used once: a refused token at a second try means that the
first try was accepted. A push has a retry key, and answers 409 to what it accepted before.
"""

from collections.abc import Callable
from uuid import NAMESPACE_URL, uuid5

from madoguchi.line.client import LineAnswer
from madoguchi.runtime.errors import LineUnreachable, Unavailable
from madoguchi.runtime.log import logger
from madoguchi.talk.record import Pending
from madoguchi.talk.surroundings import Surroundings

TOKEN_LIFE_MS = 55_000
"""LINE promises a minute; the rest is for the way there."""

PAUSES_SECONDS = (0.2, 0.5)


def retry_key(event_id: str) -> str:
    """Name the one push that may answer an event."""
    return str(uuid5(NAMESPACE_URL, f"madoguchi:talk:{event_id}"))


def deliver(user_id: str, pending: Pending, around: Surroundings, *, fresh: bool, repeated: bool) -> None:
    """Send an answer by its reply token if that is fresh; `repeated` tells that it may have been sent before.

    Raises LineUnreachable or Unavailable when it must be tried again later.
    """
    if not (fresh and pending.reply_token):
        push(user_id, pending, around)
        return
    answer, tries = _try(lambda: around.line.reply(pending.reply_token, pending.messages), around)
    if answer.accepted:
        return
    if not _token_refused(answer):
        _give_up(answer, "reply")
    elif not repeated and tries == 1:
        push(user_id, pending, around)


def push(user_id: str, pending: Pending, around: Surroundings) -> None:
    """Send without a token. Pushes are counted by LINE, so each is logged."""
    key = retry_key(pending.event_id)
    answer, _ = _try(lambda: around.line.push(user_id, pending.messages, key), around)
    if answer.accepted:
        logger().info("answered by push", line_request_id=answer.request_id, status=answer.status)
    else:
        _give_up(answer, "push")


def _try(send: Callable[[], LineAnswer], around: Surroundings) -> tuple[LineAnswer, int]:
    """Send until LINE decides; return its answer and the number of tries."""
    for number, pause in enumerate(PAUSES_SECONDS, start=1):
        try:
            answer = send()
        except LineUnreachable:
            around.wait(pause)
            continue
        if not answer.worth_retrying:
            return answer, number
        around.wait(pause)
    answer = send()
    if answer.worth_retrying:
        raise Unavailable(f"LINE answered {answer.status}")
    return answer, len(PAUSES_SECONDS) + 1


def _token_refused(answer: LineAnswer) -> bool:
    return answer.status == 400 and "reply token" in str(answer.body.get("message", "")).lower()


def _give_up(answer: LineAnswer, way: str) -> None:
    if answer.status in (401, 403):
        # A wrong access token is the operator's to mend: the queue keeps the event until then.
        raise Unavailable(f"LINE answered {answer.status}")
    logger().error("an answer was refused", way=way, status=answer.status, line_request_id=answer.request_id)
