"""The commands of `python -m local.series`: each calls one operation of the broadcast room.

create bousai_preparedness --segment 市町村：前橋市 --every week --on mon,thu --at 10:00
       --first 2026-12-01 --last 2027-03-31 --holidays skip --except 2026-12-31
"""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date, time

from local.broadcast_commands import segment
from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition.calendar import Every, OnHolidays, Recurrence, occurrences
from madoguchi.broadcast.definition.model import APPROVERS, Addressees
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.definition.series import Series
from madoguchi.broadcast.lifecycle import recur
from madoguchi.residents.model import EVERYBODY
from madoguchi.residents.segment_text import describe
from madoguchi.runtime.errors import Refusal

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAME = os.environ.get("USER", "staff")


def run(arguments: list[str]) -> int:
    """Run one command; 1 with a sentence when the broadcast room refuses."""
    options = _parser().parse_args(arguments)
    command: Callable[[Ports, argparse.Namespace], Series] = options.command
    ports = assembly.ports()
    try:
        _print(ports, command(ports, options))
    except Refusal as refusal:
        print(f"{refusal.code}: {refusal}", file=sys.stderr)
        return 1
    return 0


def _create(ports: Ports, options: argparse.Namespace) -> Series:
    rule = Recurrence(
        options.every,
        options.at,
        options.first,
        options.last,
        options.on,
        options.day,
        options.nth,
        options.holidays,
        tuple(options.excluded),
    )
    liff_url = os.environ.get("LIFF_URL", "")
    return recur.create(ports, options.content, Addressees(options.segment), rule, options.by, liff_url)


def _approve(ports: Ports, options: argparse.Namespace) -> Series:
    return recur.approve(ports, options.id, options.by, options.hash)


def _schedule(ports: Ports, options: argparse.Namespace) -> Series:
    return recur.schedule(ports, options.id)


def _skip(ports: Ports, options: argparse.Namespace) -> Series:
    return recur.skip(ports, options.id, options.skipped, options.by, options.reason)


def _stop(ports: Ports, options: argparse.Namespace) -> Series:
    return recur.stop(ports, options.id, options.by, options.reason)


def _resume(ports: Ports, options: argparse.Namespace) -> Series:
    return recur.resume(ports, options.id, options.by, options.reason)


def _show(ports: Ports, options: argparse.Namespace) -> Series:
    return ports.series.find(options.id)


def _print(ports: Ports, series: Series) -> None:
    moments, coming = occurrences(series.rule, ports.is_holiday), recur.coming(ports, series)
    days = ", ".join(str(one.date()) for one in moments if one.date() not in series.skipped)
    print(f"series     {series.id}  {series.kind}  {series.state}")
    print(f"  content  {series.content} ({', '.join(series.languages)})")
    print(f"  for      {describe(series.addressees.segment)}: {series.counted} residents counted")
    print(f"  at       {series.rule.at:%H:%M} JST on {days}")
    print(f"  next     {coming[0]:%Y-%m-%d %H:%M}" if coming else "  next     none")
    for broadcast_id in recur.under_way(ports, series):
        print(f"  under way: {broadcast_id} (python -m local.broadcast cancel {broadcast_id})")
    people = ", ".join(approval.by for approval in series.approvals) or "nobody"
    print(f"  approved by {people} ({len(series.approvals)} of {APPROVERS[series.kind]})")
    print(f"  hash     {series.approval_hash()}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "local.series", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., object], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(command=command)
        if name != "create":
            added.add_argument("id")
        if name not in ("show", "schedule"):
            added.add_argument("--by", default=NAME)
        return added

    _add_rule(add("create", _create, "compose a draft, count its audience, list its days"))
    add("approve", _approve, "vouch for every day of the rule, and let the clock call it").add_argument(
        "--hash", required=True, help="as `create` or `show` prints it"
    )
    add("schedule", _schedule, "make the daily call of a running series anew")
    add("show", _show, "print one series and its days")
    skip = add("skip", _skip, "leave one day out")
    skip.add_argument("skipped", type=date.fromisoformat, metavar="2026-12-31")
    stop = add("stop", _stop, "no further day; what is under way is cancelled as a broadcast")
    for one in (skip, stop, add("resume", _resume, "go on with the days still to come")):
        one.add_argument("--reason", default="")
    return parser


def _add_rule(made: argparse.ArgumentParser) -> None:
    made.add_argument("content", help="a file of layers/content/broadcasts/texts, without its suffix")
    made.add_argument("--segment", type=segment, default=EVERYBODY, metavar="市町村：前橋市")
    made.add_argument("--every", type=Every, choices=list(Every), required=True)
    made.add_argument("--on", type=_weekdays, default=(), metavar="mon,thu", help="for week and nth_weekday")
    made.add_argument("--day", type=int, default=0, help="1 to 31, for month")
    made.add_argument("--nth", type=int, default=0, help="1 to 5, or -1 for the last, for nth_weekday")
    made.add_argument("--at", type=time.fromisoformat, required=True, metavar="10:00", help="Japanese time")
    made.add_argument("--first", type=date.fromisoformat, required=True, metavar="2026-12-01")
    made.add_argument("--last", type=date.fromisoformat, required=True, metavar="2027-03-31")
    made.add_argument("--holidays", type=OnHolidays, choices=list(OnHolidays), default=OnHolidays.SEND)
    made.add_argument(
        "--except", dest="excluded", type=date.fromisoformat, action="append", default=[], metavar="DAY"
    )


def _weekdays(text: str) -> tuple[int, ...]:
    names = text.split(",")
    if unknown := [name for name in names if name not in WEEKDAYS]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: use {', '.join(WEEKDAYS)}")
    return tuple(WEEKDAYS.index(name) for name in names)
