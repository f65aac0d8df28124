"""Which step leads where: an application from its arrival to its end."""

from collections.abc import Mapping

from madoguchi.forms.definition.model import State
from madoguchi.runtime.errors import NotInThisState

_OPEN: tuple[State, ...] = ("arrived", "in_review", "correction_asked", "corrected")

# An applicant corrects what nobody has taken up, or what they were asked to (補正).
_STEPS: Mapping[str, Mapping[State, State]] = {
    "taken": {"arrived": "in_review", "corrected": "in_review"},
    "correction_asked": dict.fromkeys(("arrived", "in_review", "corrected"), "correction_asked"),
    "corrected": {"arrived": "arrived", "corrected": "corrected", "correction_asked": "corrected"},
    "decided": dict.fromkeys(("arrived", "in_review", "corrected", "correction_asked"), "decided"),
    "reopened": {"decided": "in_review"},
    "withdrawn": dict.fromkeys(_OPEN, "withdrawn"),
    # A document (交付物) changes no state; what was issued can be revoked whatever became of the application.
    "issued": {state: state for state in (*_OPEN, "decided")},
    "revoked": {state: state for state in (*_OPEN, "decided", "withdrawn")},
    # What the counter itself does: a seat has come free, a draw has gone against them.
    "promoted": {state: state for state in _OPEN},
    "missed": {state: state for state in _OPEN},
}

# They change nothing about where an application stands.
_ALWAYS = ("read", "messaged")


KINDS = ("arrived", *_STEPS, *_ALWAYS)
"""Every kind of entry that a history may hold."""


def is_change(kind: str) -> bool:
    """Tell whether an entry of this kind is more than a look or a message."""
    return kind not in _ALWAYS


def possible(state: State, kind: str) -> bool:
    """Tell whether a step can be taken from here. Reading and telling are always possible."""
    return kind in _ALWAYS or state in _STEPS[kind]


def after(state: State, kind: str) -> State:
    """Return where a step leads. Raises NotInThisState."""
    if not possible(state, kind):
        raise NotInThisState(f"{kind} from {state}")
    return state if kind in _ALWAYS else _STEPS[kind][state]
