"""A questionnaire that was filled in in the chat goes to its room: once, however often its event comes.

The room's own notice is not sent: the answer to this very event says it, and pushes are counted.
"""

from dataclasses import replace

from madoguchi.runtime.errors import AlreadyApplied, FormClosed, FormFull
from madoguchi.talk.model import HandIn, Outcome
from madoguchi.talk.questionnaires import DRILL, FORM


def hand_in(user_id: str, complete: HandIn) -> Outcome:
    """Hand it in; Unavailable leaves the event to the queue, which brings it again."""
    if complete.flow.startswith(FORM):
        return _apply(user_id, complete)
    return _finish(user_id, complete)


def _apply(user_id: str, complete: HandIn) -> Outcome:
    from madoguchi.forms import catalogue, receipt
    from madoguchi.forms.desk import desk
    from madoguchi.forms.submit import Submission, submit

    form = catalogue.form(complete.flow.removeprefix(FORM))
    submission = Submission(form, complete.answers, complete.key, complete.language, user_id)
    try:
        filed = submit(submission, replace(desk(), notify=_told_already))
    except (AlreadyApplied, FormClosed, FormFull) as refusal:
        return Outcome(refused=refusal.code)
    return Outcome(receipt.grouped(filed.number))


def _finish(user_id: str, complete: HandIn) -> Outcome:
    from madoguchi.drill.assembly import ground
    from madoguchi.drill.edition import edition
    from madoguchi.drill.finish import NO_MAP, Finished, finish

    finished = Finished(
        edition(complete.flow.removeprefix(DRILL)),
        complete.answers,
        complete.key,
        complete.language,
        user_id,
        complete.maps or NO_MAP,
    )
    attempt = finish(finished, replace(ground(), notify=_told_already))
    return Outcome(attempt.plan_id, points=str(attempt.total))


def _told_already(*_notice: object) -> None:
    """Tell nothing."""
