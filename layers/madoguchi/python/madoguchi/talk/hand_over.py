"""From the chat to the page of a questionnaire and back: nothing is typed twice."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.flow.model import Answers, Flow
from madoguchi.flow.run import as_typed, next_question
from madoguchi.talk import store
from madoguchi.talk.notify import queue_event

ONE_TAP_MS = 10_000


@dataclass(frozen=True, slots=True)
class Carried:
    """What was answered in the chat; under `key` it is handed in once, from either side."""

    answers: Answers
    skipped: tuple[str, ...]
    key: str
    maps: str

    def posted(self, flow: Flow) -> dict[str, list[str]]:
        """Write it as a page posts it, open at the first question that is left."""
        left = next_question(flow, self.answers, self.skipped)
        pages = [page.id for page in flow.pages if left and any(one.id == left.id for one in page.fields)]
        return {**as_typed(flow, self.answers), "step": [*pages, "review"][:1], "client_key": [self.key]}


def take_over(user_id: str, flow_id: str) -> Carried | None:
    """Read what a resident has answered in the chat; None when nothing of this is open there. 1 read unit."""
    state = store.load(user_id).state
    if state.flow != flow_id or state.expired(time.time_ns() // 1_000_000):
        return None
    return Carried(state.answers, state.skipped, state.key, state.maps)


def take_back(user_id: str, flow_id: str, typed: Mapping[str, list[str]], key: str) -> None:
    """Let the chat ask on from what a page has. Raises Unavailable when the queue does not take it."""
    now_ms = time.time_ns() // 1_000_000
    # A button pressed twice brings one question.
    event_id = f"back-{key}-{now_ms // ONE_TAP_MS}"
    queue_event(user_id, "take_back", event_id, now_ms, {"flow": flow_id, "typed": dict(typed), "key": key})
