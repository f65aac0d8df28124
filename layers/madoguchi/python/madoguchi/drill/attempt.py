"""A finished drill as it is kept: choices and score, a municipality, versions; no person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from madoguchi.flow.model import Value


@dataclass(frozen=True, slots=True)
class Attempt:
    """One finished drill. `data_version` names the hazard data that it was judged with."""

    plan_id: str
    edition: str
    municipality: str
    answers: Mapping[str, Value]
    points: Mapping[str, int]
    total: int
    language: str
    data_version: str
    finished_at: datetime
    expires_at: datetime
