"""A resident finishes the drill: it is scored, kept once, and told in the chat of who is signed in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from madoguchi.drill.assembly import Ground
from madoguchi.drill.attempt import Attempt
from madoguchi.drill.come_back import remember
from madoguchi.drill.edition import Edition, facts_of
from madoguchi.drill.scoring import score
from madoguchi.drill.tally import of_town
from madoguchi.flow.model import Value
from madoguchi.runtime.errors import Unavailable
from madoguchi.runtime.log import logger

NO_MAP = "none"


@dataclass(frozen=True)
class Finished:
    """A complete questionnaire of an edition; `data_version` names the maps that answered a part of it.

    `client_key` is the page's secret. `user_id` is empty for a visitor.
    """

    edition: Edition
    answers: Mapping[str, Value]
    client_key: str
    language: str
    user_id: str = ""
    data_version: str = NO_MAP


def finish(finished: Finished, ground: Ground) -> Attempt:
    """Score and keep a drill; the same page sent twice with the same answers is one attempt.

    Who is signed in finds the plan again in the chat, and may ask the drill to come back.

    Raises Unavailable when nobody knows whether it was kept: sending it again is then always safe.
    """
    attempt = _attempt(finished, ground)
    if ground.store.keep(attempt):
        _count(attempt, ground)
    if finished.user_id:
        remember(finished.user_id, attempt.plan_id, ground)
        _tell(finished.user_id, attempt, ground)
    return attempt


def plan_id(finished: Finished) -> str:
    """Name the plan: 128 bits that nobody guesses, the same for the same page and answers.

    From the page's own random key, so that no second record is needed to recognise a double click.
    """
    text = json.dumps([finished.edition.id, dict(finished.answers)], sort_keys=True)
    digest = hashlib.sha256(f"plan:{finished.client_key}:{text}".encode()).hexdigest()
    return digest[:32]


def _attempt(finished: Finished, ground: Ground) -> Attempt:
    edition, at = finished.edition, ground.clock()
    result = score(edition.questions, finished.answers, facts_of(finished.answers))
    return Attempt(
        plan_id=plan_id(finished),
        edition=edition.id,
        municipality=str(finished.answers["municipality"]),
        answers=finished.answers,
        points={name: points for name, (points, _) in result.by_dimension().items()},
        total=result.total,
        language=finished.language,
        data_version=finished.data_version,
        finished_at=at,
        expires_at=at + timedelta(days=edition.content["keep_days"]),
    )


def _count(attempt: Attempt, ground: Ground) -> None:
    try:
        ground.numbers.add(attempt.edition, *of_town(attempt))
    except Unavailable as problem:
        # A count that is lost is not worth a resident's plan.
        logger().warning("drill_not_counted", extra={"why": str(problem)})


def _tell(user_id: str, attempt: Attempt, ground: Ground) -> None:
    params = {"score": str(attempt.total), "plan_path": f"/drill/plans/{attempt.plan_id}"}
    try:
        ground.notify(user_id, "drill_result", params, f"drill_result-{attempt.plan_id}")
    except Unavailable as problem:
        logger().warning("drill_not_told", extra={"why": str(problem)})
