"""Questions that come back: what was missed, and one that was known, judged for the same household."""

from collections.abc import Mapping
from dataclasses import replace

from madoguchi.drill.assembly import Ground
from madoguchi.drill.card import Card
from madoguchi.drill.come_back import reschedule, today
from madoguchi.drill.edition import edition
from madoguchi.drill.scoring import Result, Verdict, judge, score
from madoguchi.drill.tally import of_again
from madoguchi.flow.model import Flow, Value
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import Unavailable
from madoguchi.runtime.log import logger


def first_result(card: Card) -> Result:
    """Judge the drill that a plan came from."""
    return score(edition(card.attempt.edition).questions, card.attempt.answers, card.facts())


def again_flow(card: Card) -> Flow | None:
    """Return the missed questions with their scenes, and one known one; None when nothing was missed.

    The known one, always the same for a plan, measures what is forgotten beside what is learnt.
    """
    result = first_result(card)
    missed = [verdict.question.id for verdict in result.missed()]
    if not missed:
        return None
    known = [one.question.id for one in result.verdicts if one.question.id not in missed]
    asked = {*missed, *([known[int(card.plan_id[:8], 16) % len(known)]] if known else [])}
    flow = edition(card.attempt.edition).flow
    pages = [page for page in flow.pages if asked & {question.id for question in page.fields}]
    return replace(flow, pages=tuple(pages))


def answer_again(
    user_id: str, card: Card, answers: Mapping[str, Value], ground: Ground
) -> tuple[Verdict, ...]:
    """Judge answers that came back. A day's first answers count in the numbers; all are explained."""
    first = {one.question.id: one.grade for one in first_result(card).verdicts}
    facts = card.facts()
    asked = [one for one in edition(card.attempt.edition).questions if one.id in answers]
    verdicts = tuple(judge(one, str(answers[one.id]), facts) for one in asked)
    now = today(ground)
    if now not in ground.residents.load(user_id).answered:
        reschedule(user_id, ground, answered=now)
        _count(card, verdicts, first, ground)
    return verdicts


def _count(card: Card, verdicts: tuple[Verdict, ...], first: Mapping[str, str], ground: Ground) -> None:
    def tally(*, missed: bool) -> tuple[int, int]:
        these = [one for one in verdicts if (first[one.question.id] != "best") is missed]
        return len(these), sum(one.grade == "best" for one in these)

    days = (today(ground) - card.attempt.finished_at.astimezone(JST).date()).days
    try:
        ground.numbers.add(card.attempt.edition, *of_again(days, tally(missed=True), tally(missed=False)))
    except Unavailable as problem:
        logger().warning("drill_again_not_counted", extra={"why": str(problem)})
