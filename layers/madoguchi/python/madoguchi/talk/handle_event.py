"""One LINE event, once: decide, keep, answer.

    load talk and resident -> converse -> keep the effects -> write talk and answer -> send -> mark sent

A crash before the write leaves the event to be handled anew; after it, the written answer is sent again,
and LINE's reply token or retry key makes sure that the resident sees it once.
"""

import hashlib
from dataclasses import replace
from typing import Any, Literal

from madoguchi.line.events import resident_id
from madoguchi.residents.model import Resident
from madoguchi.runtime.errors import Overtaken
from madoguchi.runtime.log import logger
from madoguchi.talk.converse import conclude, converse
from madoguchi.talk.deliver import TOKEN_LIFE_MS, deliver
from madoguchi.talk.model import Forgotten, Preferred, Registered, Spoke, Turn, World
from madoguchi.talk.notices import send_notice
from madoguchi.talk.record import Pending, Record
from madoguchi.talk.surroundings import Surroundings
from madoguchi.talk.understand import understand

ATTEMPTS = 3
SHOW_EVERYTHING = frozenset({"me", "export"})
SHOW_PLAN = frozenset({"plan", "me"})


def handle_event(event: dict[str, Any], around: Surroundings) -> None:
    """Handle one event of the queue. Events of groups, of standby mode and without an id are left alone.

    Raises Unavailable (LineUnreachable among them) when the queue must bring it again.
    """
    user_id, event_id, at = resident_id(event), event.get("webhookEventId"), event.get("timestamp")
    if user_id is None or not isinstance(event_id, str) or not isinstance(at, int):
        return
    if event.get("mode") == "standby":
        return
    if event.get("type") == "notice":
        send_notice(user_id, event_id, event.get("notice"), around, at)
        return
    record, repeated = _decide(event, user_id, event_id, at, around)
    if record.pending is None or record.pending.event_id != event_id:
        return
    fresh = around.now_ms() - at < TOKEN_LIFE_MS or _is_redelivery(event)
    deliver(user_id, record.pending, around, fresh=fresh, repeated=repeated)
    _show_menu(user_id, record.pending, around)
    _mark_sent(record, around)


def _decide(
    event: dict[str, Any], user_id: str, event_id: str, at: int, around: Surroundings
) -> tuple[Record, bool]:
    """Return the talk with this event's answer in it, and whether that answer was decided before."""
    for _ in range(ATTEMPTS):
        record = around.load(user_id)
        if record.knows(event_id):
            return record, True
        if record.may_have_known(at):
            logger().warning("an event came too late to tell whether it was answered")
            return record, True
        resident = around.find(user_id)
        world = _world(record, event_id, at, around)
        world = _shown(world, event, user_id, resident, around)
        turn = converse(record.state, event, resident, world)
        if turn.hand_in:
            outcome = around.hand_in(user_id, turn.hand_in)
            turn = conclude(turn, turn.hand_in, outcome, resident, world)
        for effect in turn.effects:
            around.perform(user_id, resident, effect, at)
        try:
            return around.save(_after(record, event, event_id, at, turn)), False
        except Overtaken:
            continue
    raise Overtaken("talk record, again and again")


def _shown(
    world: World, event: dict[str, Any], user_id: str, resident: Resident | None, around: Surroundings
) -> World:
    """Read what an event shows; no other event pays for it."""
    intent, language = understand(event), resident.language if resident else "ja"
    wanted, memory = intent.name, world.memory
    if wanted == "why" and intent.value:
        return replace(world, told=around.told(user_id, intent.value, intent.field, language))
    if wanted in SHOW_PLAN:
        memory = replace(memory, plan=around.own_plan(user_id, language))
    if wanted in SHOW_EVERYTHING:
        elsewhere = around.kept_elsewhere(user_id, language)
        memory = replace(memory, cases=tuple(around.asked_by(user_id)), elsewhere=elsewhere)
    return replace(world, memory=memory)


def _world(record: Record, event_id: str, at: int, around: Surroundings) -> World:
    return World(
        at,
        around.liff_url,
        late=at < record.last_at,
        outdated=at < record.profile_at,
        key=around.secret_of(event_id),
        proof=hashlib.sha256(event_id.encode()).hexdigest()[:8],
        memory=record.memory(),
    )


def _after(record: Record, event: dict[str, Any], event_id: str, at: int, turn: Turn) -> Record:
    token = event.get("replyToken")
    pending = Pending(event_id, token if isinstance(token, str) else "", turn.replies, _menu_after(turn))
    after = record.after(event_id, at, turn, pending if turn.replies else None)
    return after.forgotten() if _forgets(turn) else after


def _menu_after(turn: Turn) -> Literal["", "show", "hide"]:
    if any(isinstance(effect, Registered | Spoke | Preferred) for effect in turn.effects):
        return "show"
    return "hide" if _forgets(turn) else ""


def _forgets(turn: Turn) -> bool:
    return any(isinstance(effect, Forgotten) for effect in turn.effects)


def _show_menu(user_id: str, pending: Pending, around: Surroundings) -> None:
    if pending.menu == "show":
        around.show_menu(user_id)
    if pending.menu == "hide":
        around.hide_menu(user_id)


def _is_redelivery(event: dict[str, Any]) -> bool:
    """Tell whether LINE brings an event again: its reply token then lives for another minute."""
    context = event.get("deliveryContext")
    return isinstance(context, dict) and context.get("isRedelivery") is True


def _mark_sent(record: Record, around: Surroundings) -> None:
    try:
        around.save(record.sent())
    except Overtaken:
        # A later event has written the talk, and with it dropped this answer.
        return
