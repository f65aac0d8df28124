"""What must hold at the end of every run, judged from what LINE delivered, not from what we believe."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from madoguchi.broadcast.audience.attention import is_exempt
from madoguchi.broadcast.definition import chunk, ledger
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import FATES, KEY_LIFETIME, Entry, Outcome
from madoguchi.broadcast.definition.model import OVER, Broadcast
from tests.simulation.completing import COMPLETING
from tests.simulation.world import World

FORGOTTEN = KEY_LIFETIME - timedelta(minutes=1)


@dataclass
class Verdict:
    """Numbers of people, except `unclosed` (broadcasts) and `limit_exceeded` (calls).

    `disturbed` counts messages in somebody's quiet hours or beyond their budget, `withheld` budgets that stay
    charged for a message that never came, and messages that such a charge left no room for.
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
    withheld: int = 0
    unclosed: int = 0
    limit_exceeded: int = 0

    @property
    def is_clean(self) -> bool:
        """Nobody lost, nobody told twice, nothing said that is not so, nothing left open."""
        wrong = (self.lost, self.duplicated, self.misreported, self.disturbed, self.withheld)
        return not (any(wrong) or self.unclosed or self.limit_exceeded)


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
    """Nobody's budget is exceeded by what LINE delivered, nor spent by what it did not.

    Whoever wants one message a month is in one frozen audience if there is any, and whoever rests in none.
    """
    everything = map(world.broadcasts.find, filter(world.has, world.ids))
    asked = [one for one in everything if one.attempt and not is_exempt(one)]
    limited = world.residents.limited
    audiences = {one.id: _audience(world, one) for one in asked}
    came = Counter(user for name, user in world.line.delivered if name in audiences)
    verdict.disturbed += sum(came[one] - 1 for one in limited if came[one] > 1)
    for one in asked:
        verdict.disturbed += len(_resting(world, one) & audiences[one.id])
        charged = set(world.attention.charged(one.id, one.attempt))
        may_have_come = _may_have_come(world, one) & limited
        verdict.disturbed += len(may_have_come - charged)
        verdict.withheld += len(charged - may_have_come) if one.state in OVER else 0
    if asked:
        found = set().union(*audiences.values())
        verdict.lost += len(_reachable(world, asked[0], limited & world.residents.stayed) - found)
    for one in (one for one in asked if not one.addressees.completes):
        before = [other for other in asked if other is not one and _may_charge(other, one)]
        if all(other.closed_at and other.closed_at < one.frozen_at for other in before):
            spent = set().union(*(_may_have_come(world, other) for other in before))
            meant = (limited & world.residents.stayed) - spent
            verdict.withheld += len(_reachable(world, one, meant) - audiences[one.id])


def _resting(world: World, broadcast: Broadcast) -> set[str]:
    """Those whom it must not have disturbed when it was frozen, or due."""
    return world.residents.resting_at(broadcast.frozen_at or broadcast.send_at)


def _may_charge(other: Broadcast, one: Broadcast) -> bool:
    return bool(other.frozen_at and one.frozen_at and other.frozen_at <= one.frozen_at)


def _may_have_come(world: World, broadcast: Broadcast) -> set[str]:
    """Those to whom LINE delivered it, and those of whom the ledger does not know."""
    lines = world.ledger.entries(broadcast.id, broadcast.attempt)
    unsure = {
        people[at]
        for entry in lines
        for people in [world.ledger.recipients(ChunkRef(broadcast.id, broadcast.attempt, entry.chunk))]
        for at in set(range(entry.recipients)) - set(entry.missed())
    }
    return unsure | {user for name, user in world.line.delivered if name == broadcast.id}


def _audience(world: World, broadcast: Broadcast) -> set[str]:
    names = chunk.sizes(broadcast)
    refs = [ChunkRef(broadcast.id, broadcast.attempt, name) for name in names]
    return {user for ref in refs for user in world.ledger.recipients(ref)}


def _judge_completion(world: World, verdict: Verdict) -> None:
    """What a broadcast left over is sent to each of them by one broadcast, and to nobody else."""
    if COMPLETING[0] not in world.ids:
        return
    same = ("b1", *COMPLETING)
    came = Counter(user_id for name, user_id in world.line.delivered if name in same)
    verdict.duplicated += sum(times - 1 for times in came.values())
    left = world.broadcasts.find("b1")
    meant = {
        people[at]
        for entry in world.ledger.entries(left.id, left.attempt)
        for people in [world.ledger.recipients(ChunkRef(left.id, left.attempt, entry.chunk))]
        for at in entry.missed()
    }
    audiences = [_audience(world, world.broadcasts.find(name)) for name in COMPLETING]
    frozen = set().union(*audiences)
    verdict.misreported += len(frozen - meant)
    verdict.lost += len(_reachable(world, left, world.residents.unbounded & meant) - frozen)


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
        verdict.lost += 0 if world.staff.may_stop(broadcast.id) else len(_meant(world, broadcast))
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
        bound = set() if is_exempt(broadcast) else world.residents.limited | _resting(world, broadcast)
        return _reachable(world, broadcast, world.residents.stayed - bound)
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
    return world.staff.may_stop(broadcast.id) or is_late
