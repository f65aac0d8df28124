"""What a day at the counter is like, and the form of that day."""

import random
from dataclasses import dataclass
from typing import Literal

from madoguchi.forms.definition.model import Form, load_form
from tests.simulation.application_files import QUESTION, RULES

SLOTS = ("am", "pm")


@dataclass(frozen=True)
class Plan:
    """What a day is like."""

    residents: int
    capacity: int
    one_per_person: bool
    shared_out: Literal["first come", "waiting list", "draw"]
    fault_rate: float
    opens_late: bool
    closes_early: bool


def plan_of(seed: int) -> Plan:
    """Draw a day."""
    dice = random.Random(f"day-{seed}")
    return Plan(
        residents=dice.randint(2, 14),
        capacity=dice.choice([1, 3, 8, 100]),
        one_per_person=dice.random() < 0.4,
        shared_out=dice.choice(["first come", "waiting list", "waiting list", "draw"]),
        fault_rate=dice.choice([0.0, 0.05, 0.2, 0.35]),
        opens_late=dice.random() < 0.1,
        closes_early=dice.random() < 0.2,
    )


def form_of(plan: Plan) -> Form:
    """Return the form of a day: two slots, an address for letters, a question for files."""
    at = {"starts": "2026-06-01T09:00:00", "ends": "2026-06-01T10:00:00", "capacity": plan.capacity}
    questions = [
        {"id": "word", "kind": "text", "label": "word"},
        {
            "id": "slot",
            "kind": "choice",
            "label": "s",
            "choices": [{"id": one, "label": one} for one in SLOTS],
        },
        {"id": "people", "kind": "number", "label": "p", "min": 1, "max": 2},
        {"id": "email", "kind": "email", "label": "e"},
        QUESTION,
    ]
    lottery = {"announced": "2026-05-10T00:00:00", "seed": "a number of that day"}
    return load_form(
        {
            "owner": "100005",
            "summary": "",
            "policy": {
                "opens": "2026-04-01T00:00:00",
                "closes": "2026-05-01T00:00:00",
                "one_per_person": plan.one_per_person,
                "slots": {"question": "slot", "each": dict.fromkeys(SLOTS, at)},
                "seats": "people",
                "waiting_list": plan.shared_out == "waiting list",
                "lottery": lottery if plan.shared_out == "draw" else None,
                "attachments": RULES,
                "purpose": "",
                "retention_days": 30,
                "office": {"name": "", "phone": "027-223-1111"},
            },
            "flow": {
                "id": "f",
                "title": "t",
                "pages": [{"id": "p", "title": "", "fields": questions}],
            },
        }
    )
