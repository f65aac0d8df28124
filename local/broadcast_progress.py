"""What the broadcast command prints: one broadcast, its progress, its ledger."""

import time

from madoguchi.broadcast.definition import ledger
from madoguchi.broadcast.definition.model import APPROVERS, OVER, RUNNING, Broadcast, State
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.lifecycle.plan import Plan
from madoguchi.broadcast.lifecycle.reconcile import reconcile
from madoguchi.residents.segment_text import describe
from madoguchi.runtime.clock import JST

STEP_SECONDS = 0.5
BAR = 30


def print_summary(broadcast: Broadcast) -> None:
    """Print what an approver must know."""
    whom = describe(broadcast.addressees.segment)
    if broadcast.addressees.corrects:
        whom = f"those whom {broadcast.addressees.corrects} reached"
    if broadcast.addressees.completes:
        whom = f"those whom {broadcast.addressees.completes} did not reach"
    print(f"broadcast  {broadcast.id}  {broadcast.kind}  {broadcast.state}")
    print(f"  content  {broadcast.content} ({', '.join(broadcast.languages)})")
    print(f"  for      {whom}: {broadcast.counted} residents counted")
    if broadcast.completed_by:
        print(f"  the rest is left to {broadcast.completed_by}")
    if broadcast.held:
        why = ", ".join(f"{count} ({reason})" for reason, count in sorted(broadcast.held.items()))
        print(f"  spared   {why}")
    print(f"  at       {broadcast.send_at.astimezone(JST):%Y-%m-%d %H:%M:%S %Z}")
    people = ", ".join(approval.by for approval in broadcast.approvals) or "nobody"
    print(f"  approved by {people} ({len(broadcast.approvals)} of {APPROVERS[broadcast.kind]})")
    print(f"  hash     {broadcast.approval_hash()}")
    for step in broadcast.history:
        why = f": {step.reason}" if step.reason else ""
        print(f"  {step.at.astimezone(JST):%m-%d %H:%M:%S}  {step.what} by {step.by}{why}")


def print_plan(plan: Plan) -> None:
    """Print what a broadcast takes."""
    left = "no limit" if plan.quota_left is None else f"{plan.quota_left} messages left"
    bound = "at most" if plan.at_most else "about"
    print(f"  to       {plan.residents} residents, {plan.calls} calls, {bound} {plan.seconds:.1f} s")
    print(f"  units    {plan.read_units:g} read (as many again for the freeze), {plan.write_units} written")
    if not plan.quota_known:
        left = "LINE did not say"
    print(f"  quota    {left}{'' if plan.fits else ': NOT KNOWN TO BE ENOUGH'}")
    if plan.against_one_call:
        print(f"  LINE's own broadcast call is not used: {', '.join(plan.against_one_call)}")


def watch(ports: Ports, broadcast_id: str, until: float) -> None:
    """Show a progress bar until every chunk is decided, or until the clock (monotonic) says so."""
    rate = Rate()
    while time.monotonic() < until:
        broadcast = ports.broadcasts.find(broadcast_id)
        if broadcast.state in OVER:
            return
        if broadcast.state in RUNNING:
            found = ledger.report(broadcast, ports.ledger.entries(broadcast.id, broadcast.attempt))
            _print_bar(broadcast, found, rate)
            if not found.open_chunks and broadcast.state is not State.FROZEN:
                reconcile(ports, broadcast_id)
                return
        time.sleep(STEP_SECONDS)
    print("  not finished yet; `watch` or `ledger` show the rest")


class Rate:
    """People decided a second, since the last look."""

    def __init__(self) -> None:
        self._at, self._decided = time.monotonic(), 0

    def since_last(self, decided: int) -> float:
        """Return the rate up to this moment."""
        at = time.monotonic()
        rate = (decided - self._decided) / max(at - self._at, 0.001)
        self._at, self._decided = at, decided
        return rate


def _print_bar(broadcast: Broadcast, found: ledger.Report, rate: Rate) -> None:
    decided = sum(found.totals.values())
    share = decided / found.planned if found.planned else 1
    filled = "#" * round(BAR * share)
    bar = f"[{filled:<{BAR}}] {decided} of {found.planned}"
    print(f"  {broadcast.state:<10} {bar}, {rate.since_last(decided):.0f}/s", flush=True)


def print_ledger(ports: Ports, broadcast: Broadcast) -> None:
    """Print every line with its proof, the sum, and what the verifier says."""
    print_summary(broadcast)
    if not broadcast.attempt:
        print("  no audience was frozen")
        return
    entries = ports.ledger.entries(broadcast.id, broadcast.attempt)
    print(f"  frozen   attempt {broadcast.attempt}")
    for entry in entries:
        print(
            f"    {entry.chunk:<14} {entry.recipients:>4}  {entry.outcome or 'open':<9} tries {entry.tries}  "
            f"status {entry.status}  request {entry.request_id or '-'}  key {entry.retry_key or '-'}"
        )
        if one := entry.resolution:
            print(f"      {'arrived' if one.arrived else 'did not arrive'}, says {one.by}: {one.reason}")
    found = ledger.report(broadcast, entries)
    sums = " + ".join(f"{name} {count}" for name, count in found.totals.items())
    print(f"  ledger   planned {found.planned} = {sums}" + ("" if found.adds_up else "   DOES NOT ADD UP"))
    for problem in (
        *found.problems,
        *(f"{name}: open" for name in found.open_chunks),
        *(f"{name}: unknown until somebody resolves it" for name in found.unresolved),
    ):
        print(f"    ! {problem}")
