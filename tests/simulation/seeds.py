"""A seed becomes a plan: which faults, how often, and what people do in the middle of it."""

import random
from dataclasses import replace

from tests.simulation.plan import SEND_AT, Plan

HOUR = 3600.0


def plan_of(seed: int) -> Plan:
    """Draw a plan; about one world in ten is kind."""
    plan, dice = _plan_of(seed), random.Random(f"month-{seed}")
    if plan == Plan(members=plan.members) or dice.random() < 0.75:
        return plan
    month = dice.randint(plan.members // 3, 3 * plan.members)
    return replace(plan, month=month, buys_after=dice.choice([None, 60.0, 900.0, 5 * HOUR, 30 * HOUR]))


def _plan_of(seed: int) -> Plan:
    dice = random.Random(f"plan-{seed}")
    if dice.random() < 0.1:
        return Plan(members=dice.randint(1, 2500))
    personal = dice.random() < 0.25
    common = personal and dice.random() < 0.5
    paused = dice.random() < 0.25
    pause_at = SEND_AT + dice.uniform(-1, 15)
    plan = Plan(
        pause_at=pause_at if paused else None,
        resume_at=pause_at + dice.choice([1.0, 30.0, 900.0, 5 * HOUR, 30 * HOUR]) if paused else None,
        members=dice.choice(
            [dice.randint(1, 40), dice.randint(60, 200)]
            if personal
            else [dice.randint(1, 40), dice.randint(400, 1500), dice.randint(1500, 4000)]
        ),
        crash_rate=dice.choice([0.0, 0.01, 0.03, 0.1]),
        # A start has twelve chances within its hour; more deaths than that and it waits for a person.
        crashes=dice.randint(0, 9),
        duplicates=dice.choice([0.0, 0.1, 0.5]),
        loses_requests=dice.choice([0.0, 0.1, 0.4]),
        loses_answers=dice.choice([0.0, 0.1, 0.4]),
        fails_after=dice.choice([0.0, 0.1, 0.3]),
        is_busy=dice.choice([0.0, 0.1, 0.4]),
        outages=_outages(dice),
        churn=dice.choice([0, 0, 40, 200]),
        rivals=dice.choice([0, 0, 0, 1, 2]),
        limited=dice.choice([0.0, 0.1, 0.5]),
        resting=dice.choice([0.0, 0.1]),
        starts=dice.choice([(SEND_AT,), (SEND_AT, SEND_AT), (SEND_AT, SEND_AT + dice.uniform(0, 5)), ()]),
        cancel_at=SEND_AT + dice.uniform(-3, 15) if dice.random() < 0.25 else None,
        correct_at=SEND_AT + dice.uniform(5, 2000) if dice.random() < 0.2 else None,
        refused_chunks=dice.choice([0, 0, 0, 1]),
        personal=personal,
        common=common,
    )
    plan = replace(
        plan,
        cancel_after=dice.randint(1, 4) if dice.random() < 0.2 else None,
        towns=dice.choice([1, 2, 4]),
        moves=dice.choice([0, 40, 200]),
        spread=dice.choice([0.0, 0.0, 0.3]),
        emergency=dice.random() < 0.15,
        later_at=SEND_AT + dice.choice([60.0, 1800.0, 8 * HOUR, 32 * HOUR]) if dice.random() < 0.4 else None,
    )
    if plan.cancel_at is not None and dice.random() < 0.7:
        return _completed(plan, dice)
    plan = replace(plan, recurs=dice.random() < 0.25)
    return _silenced(plan, dice) if plan.recurs and dice.random() < 0.5 else plan


def _completed(plan: Plan, dice: random.Random) -> Plan:
    """Let somebody cancel as soon as the first chunk is accepted, and others want the rest."""
    members = plan.members if plan.personal else dice.randint(1500, 4000)
    return replace(plan, members=members, cancel_at=None, complete_at=SEND_AT + dice.uniform(20, 2000))


def _silenced(plan: Plan, dice: random.Random) -> Plan:
    """Let somebody leave out or stop a series in the very seconds in which it occurs."""
    at = SEND_AT + dice.uniform(-1, 2)
    return replace(plan, skip_at=at) if dice.random() < 0.5 else replace(plan, stop_at=at)


def _outages(dice: random.Random) -> tuple[tuple[float, float], ...]:
    length = dice.choice([0.0, 0.0, 10.0, 10.0, 300.0, 300.0, 5 * HOUR, 26 * HOUR])
    begin = SEND_AT + dice.uniform(-5, 10)
    return ((begin, begin + length),) if length else ()
