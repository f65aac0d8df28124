"""What must hold at the end of every run, judged from what LINE delivered, not from what we believe."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from madoguchi.broadcast import chunk, ledger
from madoguchi.broadcast.chunk import ChunkRef
from madoguchi.broadcast.ledger import FATES, KEY_LIFETIME, Entry, Outcome
from madoguchi.broadcast.model import OVER, Broadcast
from tests.simulation.completing import COMPLETING
from tests.simulation.world import World

FORGOTTEN = KEY_LIFETIME - timedelta(minutes=1)


@dataclass
class Verdict:
    """Numbers of people, except `unclosed` (broadcasts) and `limit_exceeded` (calls).

    `disturbed` counts messages in somebody's quiet hours or beyond their budget.
    """

    planned: int = 0
    accepted: int = 0
    rejected: int = 0
    cancelled: int = 0
    unknown: int = 0
    lost: int = 0
    duplicated: int = 0
    misreported: int = 0
    disturbed: int = 0
    unclosed: int = 0
    limit_exceeded: int = 0

    @property
    def is_clean(self) -> bool:
        """Nobody lost, nobody told twice, nothing said that is not so, nothing left open."""
        wrong = (self.lost, self.duplicated, self.misreported, self.disturbed, self.unclosed)
        return not (any(wrong) or self.limit_exceeded)


def judge(world: World) -> Verdict:
    """Compare ledgers, audiences and deliveries."""
    verdict = Verdict(limit_exceeded=world.line.limit_exceeded)
    verdict.misreported = world.line.misled
    verdict.duplicated = sum(times - 1 for times in world.line.delivered.values())
    for broadcast_id in world.ids:
        _judge_existence(world, broadcast_id, verdict)
    for broadcast_id in filter(world.has, world.ids):
        _judge(world, world.broadcasts.find(broadcast_id), verdict)
    _judge_attention(world, verdict)
    _judge_completion(world, verdict)
    return verdict


def _judge_existence(world: World, broadcast_id: str, verdict: Verdict) -> None:
    """An occurrence is made unless somebody was told that it is not, and then it is not."""
    if world.has(broadcast_id):
        verdict.misreported += broadcast_id in world.recurring.silenced
    elif broadcast_id not in world.recurring.silenced:
        verdict.lost += len(world.residents.unbounded)


def _judge_attention(world: World, verdict: Verdict) -> None:
    """Whoever wants one message a month is in one frozen audience if there is any, whoever rests in none."""
    everything = map(world.broadcasts.find, filter(world.has, world.ids))
    asked = [one for one in everything if one.attempt and not one.addressees.corrects]
    sent = Counter(
        user_id
        for one in asked
        for name in chunk.sizes(one)
        for user_id in world.ledger.recipients(ChunkRef(one.id, one.attempt, name))
    )
    limited, resting = world.residents.limited, world.residents.resting
    verdict.disturbed += sum(sent[user_id] - 1 for user_id in limited if sent[user_id] > 1)
    verdict.disturbed += sum(sent[user_id] for user_id in resting)
    if asked:
        meant = limited & world.residents.stayed
        verdict.lost += sum(not sent[user_id] for user_id in _reachable(world, asked[0], meant))


def _judge_completion(world: World, verdict: Verdict) -> None:
    """What a cancellation left over is sent to each of them by one broadcast, and to nobody else."""
    if COMPLETING[0] not in world.ids:
        return
    same = ("b1", *COMPLETING)
    came = Counter(user_id for name, user_id in world.line.delivered if name in same)
    verdict.duplicated += sum(times - 1 for times in came.values())
    left = world.broadcasts.find("b1")
    meant = {
        user_id
        for entry in world.ledger.entries(left.id, left.attempt)
        if entry.outcome is Outcome.CANCELLED
        for user_id in world.ledger.recipients(ChunkRef(left.id, left.attempt, entry.chunk))
    }
    audiences = [_audience(world, world.broadcasts.find(name)) for name in COMPLETING]
    frozen = set().union(*audiences)
    verdict.misreported += len(frozen - meant)
    verdict.lost += len(_reachable(world, left, world.residents.unbounded & meant) - frozen)


def _audience(world: World, broadcast: Broadcast) -> set[str]:
    return {
        user_id
        for name in chunk.sizes(broadcast)
        for user_id in world.ledger.recipients(ChunkRef(broadcast.id, broadcast.attempt, name))
    }


def _reachable(world: World, broadcast: Broadcast, people: set[str]) -> set[str]:
    """Those of these people to whom this broadcast can be written."""
    to_all = broadcast.has_common or not broadcast.placeholders
    return {one for one in people if to_all or world.residents.is_known(one)}


def _judge(world: World, broadcast: Broadcast, verdict: Verdict) -> None:
    if broadcast.state not in OVER or broadcast.id in world.broadcasts.opened():
        verdict.unclosed += 1
    delivered = {user_id for name, user_id in world.line.delivered if name == broadcast.id}
    if not broadcast.attempt:
        verdict.misreported += len(delivered)
        verdict.lost += 0 if world.may_stop(broadcast.id) else len(_meant(world, broadcast))
        return
    entries = {entry.chunk: entry for entry in world.ledger.entries(broadcast.id, broadcast.attempt)}
    found = ledger.report(broadcast, entries.values())
    verdict.unclosed += not found.adds_up
    verdict.planned += found.planned
    for name, count in found.totals.items():
        setattr(verdict, name, getattr(verdict, name) + count)
    audience: Counter[str] = Counter()
    for name in chunk.sizes(broadcast):
        people = world.ledger.recipients(ChunkRef(broadcast.id, broadcast.attempt, name))
        audience.update(people)
        if entry := entries.get(name):
            for outcome, group in _by_fate(entry, people):
                _judge_group(world, broadcast, entry, outcome, group, delivered, verdict)
    verdict.duplicated += sum(times - 1 for times in audience.values())
    verdict.misreported += len(delivered - set(audience))
    verdict.lost += len(_meant(world, broadcast) - set(audience))


def _meant(world: World, broadcast: Broadcast) -> set[str]:
    if broadcast.addressees.completes:
        return set()
    if not broadcast.addressees.corrects:
        return _reachable(world, broadcast, world.residents.unbounded)
    corrected = world.broadcasts.find(broadcast.addressees.corrects)
    decided_before = broadcast.frozen_at
    told: set[str] = set()
    for entry in world.ledger.entries(corrected.id, corrected.attempt):
        if entry.decided_at and entry.decided_at < decided_before:
            people = world.ledger.recipients(ChunkRef(corrected.id, corrected.attempt, entry.chunk))
            told |= {people[at] for at in entry.reached()}
    return told


def _by_fate(entry: Entry, people: list[str]) -> list[tuple[Outcome, list[str]]]:
    if entry.outcome is None:
        return []
    if not entry.people:
        return [(entry.outcome, people)]
    return [(FATES[fate], [one]) for fate, one in zip(entry.people, people, strict=True)]


def _judge_group(
    world: World,
    broadcast: Broadcast,
    entry: Entry,
    outcome: Outcome,
    people: list[str],
    delivered: set[str],
    verdict: Verdict,
) -> None:
    reached = sum(one in delivered for one in people)
    match outcome:
        case Outcome.ACCEPTED:
            verdict.lost += len(people) - reached
        case Outcome.REJECTED:
            verdict.misreported += reached
            verdict.lost += 0 if people[0] in world.line.refuses_first_of else len(people)
        case Outcome.CANCELLED:
            verdict.misreported += reached
            verdict.lost += 0 if _may_stop(world, broadcast, entry) else len(people)
        case Outcome.UNKNOWN:
            refused = people[0] in world.line.refuses_first_of
            excused = _may_stop(world, broadcast, entry) or refused or entry.status == 400
            verdict.lost += 0 if excused else len(people)


def _may_stop(world: World, broadcast: Broadcast, entry: Entry) -> bool:
    since = broadcast.frozen_at
    is_late = bool(since and entry.decided_at and entry.decided_at - since >= FORGOTTEN)
    return world.may_stop(broadcast.id) or is_late
