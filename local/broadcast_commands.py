"""The commands of `python -m local.broadcast`: each calls one operation of the broadcast room.

send bousai_preparedness --segment municipality=10201,topic=bousai --in 5s --approve-as sato
"""

import argparse
import os
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from local.broadcast_evidence import add_commands
from local.broadcast_progress import print_ledger, print_plan, print_summary, watch
from madoguchi.broadcast import assembly
from madoguchi.broadcast.audience import left_over
from madoguchi.broadcast.definition.model import Addressees, Broadcast
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.lifecycle import approve, cancel, create, pause, plan, resolve, schedule, start
from madoguchi.broadcast.lifecycle.reconcile import reconcile
from madoguchi.residents.model import Segment
from madoguchi.residents.segment_text import parse
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import Refusal, SegmentUnreadable

LATE_SECONDS = 90
NAME = os.environ.get("USER", "staff")


def run(arguments: list[str]) -> int:
    """Run one command; 1 with a sentence when the broadcast room refuses."""
    options = _parser().parse_args(arguments)
    command: Callable[[Ports, argparse.Namespace], None] = options.command
    try:
        command(assembly.ports(), options)
    except Refusal as refusal:
        print(f"{refusal.code}: {refusal}", file=sys.stderr)
        return 1
    return 0


def _create(ports: Ports, options: argparse.Namespace) -> Broadcast:
    send_at = options.at or datetime.now(UTC) + options.delay
    addressees = Addressees(options.segment, options.corrects)
    if options.completes:
        addressees = left_over.addressees(ports, options.completes)
    broadcast = create.create(
        ports, options.content, addressees, send_at, options.by, os.environ.get("LIFF_URL", "")
    )
    print_summary(broadcast)
    return broadcast


def _approve(ports: Ports, options: argparse.Namespace) -> None:
    print_summary(approve.approve(ports, options.id, options.by, options.hash))


def _schedule(ports: Ports, options: argparse.Namespace) -> None:
    print_summary(schedule.schedule(ports, options.id, options.by))


def _send(ports: Ports, options: argparse.Namespace) -> None:
    broadcast = _create(ports, options)
    for name in options.approve_as:
        broadcast = approve.approve(ports, broadcast.id, name, broadcast.approval_hash())
    broadcast = schedule.schedule(ports, broadcast.id, options.by)
    print(f"scheduled for {broadcast.send_at.astimezone(JST):%Y-%m-%d %H:%M:%S %Z}; waiting for its hour")
    wait = (broadcast.send_at - datetime.now(UTC)).total_seconds() + LATE_SECONDS
    watch(ports, broadcast.id, time.monotonic() + max(wait, 0) + options.patience)
    _ledger(ports, argparse.Namespace(id=broadcast.id))


def _watch(ports: Ports, options: argparse.Namespace) -> None:
    watch(ports, options.id, time.monotonic() + options.patience)


def _ledger(ports: Ports, options: argparse.Namespace) -> None:
    print_ledger(ports, reconcile(ports, options.id))


def _cancel(ports: Ports, options: argparse.Namespace) -> None:
    print_summary(cancel.cancel(ports, options.id, options.by, options.reason))


def _pause(ports: Ports, options: argparse.Namespace) -> None:
    print_summary(pause.pause(ports, options.id, options.by, options.reason))


def _resume(ports: Ports, options: argparse.Namespace) -> None:
    print_summary(pause.resume(ports, options.id, options.by, options.reason))


def _resolve(ports: Ports, options: argparse.Namespace) -> None:
    resolve.resolve(
        ports, options.id, options.chunk, options.by, arrived=options.arrived, reason=options.reason
    )
    _ledger(ports, options)


def _show(ports: Ports, options: argparse.Namespace) -> None:
    print_summary(ports.broadcasts.find(options.id))


def _plan(ports: Ports, options: argparse.Namespace) -> None:
    print_plan(plan.plan(ports, options.id, assembly.quota))


def _start(ports: Ports, options: argparse.Namespace) -> None:
    print_summary(start.start(ports, options.id))


def _open(ports: Ports, _options: argparse.Namespace) -> None:
    for broadcast_id in ports.broadcasts.opened():
        print_summary(ports.broadcasts.find(broadcast_id))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "local.broadcast", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, command: Callable[..., object], words: str, by_id: bool = True
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(command=command)
        if by_id:
            added.add_argument("id")
        return added

    for name, command, words in (
        ("create", _create, "compose a draft and count its audience"),
        ("send", _send, "create, approve, schedule and watch in one go"),
    ):
        made = add(name, command, words, by_id=False)
        made.add_argument("content", help="a file of layers/content/broadcasts/texts, without its suffix")
        made.add_argument(
            "--segment", type=segment, default=Segment(), metavar="市町村：前橋市 かつ 話題：防災"
        )
        made.add_argument("--corrects", default="", metavar="ID", help="go to exactly those whom ID reached")
        made.add_argument(
            "--completes",
            default="",
            metavar="ID",
            help="go to those whom ID, cancelled, did not reach",
        )
        made.add_argument("--in", dest="delay", type=_delay, default=timedelta(seconds=5), metavar="5s")
        made.add_argument("--at", type=_moment, metavar="2026-06-01T12:00", help="Japanese time")
        made.add_argument("--by", default=NAME, help="the author")
        if name == "send":
            made.add_argument("--approve-as", action="append", required=True, metavar="NAME")
            made.add_argument("--patience", type=float, default=120, metavar="SECONDS")
    approval = add("approve", _approve, "vouch for exactly what stands there")
    approval.add_argument("--by", default=NAME)
    approval.add_argument("--hash", required=True, help="as `create` or `show` prints it")
    scheduling = add("schedule", _schedule, "let the clock start an approved broadcast")
    scheduling.add_argument("--by", default=NAME)
    add("plan", _plan, "count anew and say what it takes: units, calls, seconds, LINE's quota")
    add("show", _show, "print one broadcast")
    add("open", _open, "print all that are not over", by_id=False)
    add("start", _start, "start a due broadcast by hand, as its schedule would")
    for name, command, words in (
        ("pause", _pause, "hold it: nothing more is sent but what is on its way"),
        ("resume", _resume, "let a paused broadcast go on with what is left"),
        ("cancel", _cancel, "stop it for good: nothing more is sent but what is on its way"),
    ):
        switch = add(name, command, words)
        switch.add_argument("--by", default=NAME)
        switch.add_argument("--reason", default="")
    found = add("resolve", _resolve, "say what became of an unknown chunk, as LINE's support found out")
    found.add_argument("chunk")
    found.add_argument("--arrived", action=argparse.BooleanOptionalAction, required=True)
    found.add_argument("--reason", required=True, help="from where one knows")
    found.add_argument("--by", default=NAME)
    watching = add("watch", _watch, "follow the delivery until every chunk is decided")
    watching.add_argument("--patience", type=float, default=600, metavar="SECONDS")
    add("ledger", _ledger, "reconcile, print every chunk with its proof, and verify the sum")
    add_commands(add, NAME)
    return parser


def segment(text: str) -> Segment:
    try:
        return parse(text)
    except SegmentUnreadable as unreadable:
        raise argparse.ArgumentTypeError(str(unreadable)) from unreadable


def _delay(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)(s|m|h)", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 5s, 10m or 1h")
    return timedelta(seconds=int(found[1]) * {"s": 1, "m": 60, "h": 3600}[found[2]])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)
