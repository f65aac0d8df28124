"""Residents who did the drill and keep a plan."""

from dataclasses import replace

from madoguchi.drill.assembly import ground
from madoguchi.drill.find_plan import find_plan
from madoguchi.drill.finish import finish
from madoguchi.drill.keep_card import change
from tests.unit.drill.test_finish import finished


def keep_plan(user_id: str, **own: str) -> str:
    """Let a resident do the drill and write on their plan; returns its id."""
    surroundings = replace(ground(), notify=lambda *_: None)
    drill = finished(user_id=user_id, client_key=f"{user_id:*<32}", answers={"relatives": "yes"})
    attempt = finish(drill, surroundings)
    change(find_plan(attempt.plan_id, surroundings), own, surroundings)
    return attempt.plan_id
