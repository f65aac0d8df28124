"""A seat has come free: whoever is next in the queue gets it, exactly once."""

import secrets
from collections.abc import Iterable
from contextlib import suppress

from madoguchi.forms.application.seats import Queued
from madoguchi.forms.definition.model import Form
from madoguchi.forms.filing.lottery import in_order
from madoguchi.forms.filing.take_step import TRIALS, Step, take_step
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.errors import FormFull, NotFound, NotInThisState, SlotBegun, Unavailable


def promote(form: Form, slot: str, desk: Desk) -> list[str]:
    """Give the free seats of a slot to those who wait for them, and return their numbers.

    In the order of arrival, or of a draw's tickets; who asked for more than is left is passed over and keeps
    their place. Into what has begun, nobody moves up. Running it twice, or twice at once, promotes nobody
    twice: each promotion is one step of the application, written together with the seats that it takes.
    Raises Unavailable; running it again is safe.
    """
    capacity = form.policy.places.get(slot)
    if capacity is None or form.policy.has_begun(slot, desk.clock()):
        return []
    promoted: list[str] = []
    for trial in range(TRIALS):
        left = capacity - desk.store.taken(form.id).get(slot, 0)
        for one in _next(form, slot, left, desk):
            if one.seats > left:
                continue
            try:
                take_step(one.number, Step("promoted", "counter", secrets.token_hex(8)), desk)
            except FormFull:
                # Others were faster: counted anew, or somebody whom the rest would do is passed by.
                break
            except (NotInThisState, NotFound):
                continue
            left -= one.seats
            promoted.append(one.number)
        else:
            return promoted
        desk.pause(trial)
    raise Unavailable(f"{form.id}: {TRIALS} counts of its seats were overtaken")


def settle(form: Form, slot: str, desk: Desk) -> list[str]:
    """Give out a slot's seats by its draw; without a waiting list, the others have missed.

    Returns the numbers that got a seat this time. Raises NotInThisState before the draw has its seed,
    SlotBegun when it comes too late, and Unavailable; running it again goes on where it stopped.
    """
    if form.policy.has_begun(slot, desk.clock()):
        raise SlotBegun(form.id)
    draw = desk.store.draw(form.id, slot)
    if draw is None or not draw.seed:
        raise NotInThisState(f"{form.id}: not drawn yet")
    seated = promote(form, slot, desk)
    if not form.policy.waiting_list:
        for one in list(desk.store.queue(form.id, slot)):
            with suppress(NotInThisState, NotFound):
                take_step(one.number, Step("missed", "counter", secrets.token_hex(8)), desk)
    return seated


def _next(form: Form, slot: str, left: int, desk: Desk) -> Iterable[Queued]:
    if left <= 0:
        return ()
    queue = desk.store.queue(form.id, slot)
    if form.policy.lottery is None:
        return queue
    draw = desk.store.draw(form.id, slot)
    return in_order(queue, draw) if draw and draw.seed else ()
