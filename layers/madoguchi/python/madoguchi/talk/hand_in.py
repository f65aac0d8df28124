"""A questionnaire that was filled in in the chat goes to its room: once, however often its event comes.

What the room would tell its resident by a notice is the answer to this very event: a push less, and no wait.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from madoguchi.runtime.errors import AlreadyApplied, FormClosed, FormFull, NotEligible
from madoguchi.talk.model import HandIn, Outcome
from madoguchi.talk.questionnaires import DRILL, FORM

type Notify = Callable[[str, str, Any, str], None]


def hand_in(user_id: str, complete: HandIn) -> Outcome:
    """Hand it in; Unavailable leaves the event to the queue, which brings it again."""
    told: list[Outcome] = []

    def tell(whom: str, kind: str, params: Mapping[str, Any], notice_id: str) -> None:
        # Others may be told by the same deed, such as who moves up in a queue: by a notice, as always.
        if whom == user_id and not told:
            told.append(Outcome(kind, dict(params)))
        else:
            _notify(whom, kind, dict(params), notice_id)

    room = _apply if complete.flow.startswith(FORM) else _finish
    try:
        room(user_id, complete, tell)
    except (AlreadyApplied, FormClosed, FormFull, NotEligible) as refusal:
        return Outcome(refused=refusal.code)
    return told[0]


def _apply(user_id: str, complete: HandIn, tell: Notify) -> None:
    from madoguchi.forms.definition import catalogue
    from madoguchi.forms.filing.submit import Submission, submit
    from madoguchi.forms.records.desk import desk

    form = catalogue.form(complete.flow.removeprefix(FORM))
    submission = Submission(form, complete.answers, complete.key, complete.language, user_id)
    submit(submission, replace(desk(), notify=tell))


def _finish(user_id: str, complete: HandIn, tell: Notify) -> None:
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
    finish(finished, replace(ground(), notify=tell))


def _notify(whom: str, kind: str, params: dict[str, Any], notice_id: str) -> None:
    from madoguchi.talk.notify import notify

    notify(whom, kind, params, notice_id)
