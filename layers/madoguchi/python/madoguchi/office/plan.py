"""What somebody is about to do to many applications at once, kept between the preview and the deed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from madoguchi.forms.definition.model import State


@dataclass(frozen=True, slots=True)
class Planned:
    """An application as it was seen: `seen` is the position of its last change then."""

    number: str
    state: State
    seen: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody is about to do to many; `refused` says by number why nothing will be done to it."""

    token: str
    by: str
    owner: str
    kind: str
    facts: Mapping[str, str]
    ready: Sequence[Planned]
    refused: Mapping[str, str]
    until: datetime


class PlanStore(Protocol):
    """Plans, kept. `OfficeStore` says what each operation promises."""

    def keep_plan(self, plan: Plan) -> None: ...
    def plan(self, token: str) -> Plan | None: ...
