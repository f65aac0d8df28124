"""The commands that look at broadcasts: lists, previews, one resident's messages, exports, dead letters."""

import argparse
import csv
import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from local.broadcast_progress import print_summary
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.delivery import dead_letters
from madoguchi.broadcast.lifecycle import dead_calls
from madoguchi.broadcast.message import try_out
from madoguchi.broadcast.records import explain, export, statistics
from madoguchi.runtime.clock import JST

Add = Callable[..., argparse.ArgumentParser]


def add_commands(add: Add, name: str) -> None:
    """Add them to the parser; `name` is who works here."""
    listing = add("list", _list, "print a month's broadcasts, newest first", by_id=False)
    listing.add_argument("month", help="such as 202606")
    add("preview", _preview, "print the messages of every language as JSON, with examples filled in")
    testing = add("test-send", _test_send, "send every language to your own phone")
    testing.add_argument("--by", default=name)
    tester = add("tester", _tester, "note whose phone gets test messages", by_id=False)
    tester.add_argument("name")
    tester.add_argument("phone", help="the LINE user id of their own phone, or '' to forget it")
    explaining = add("explain", _explain, "say what became of one resident in a broadcast, and why")
    explaining.add_argument("user_id")
    exporting = add(
        "export", _export, "write the whole ledger; local/verify_ledger.py verifies the JSON lines"
    )
    exporting.add_argument("--csv", action="store_true", help="chunks only, as a table")
    exporting.add_argument(
        "--recipients", action="store_true", help="with LINE user ids: treat it as personal data"
    )
    add("statistics", _statistics, "ask LINE what it counted, and keep it")
    add("dead", _dead, "print what the chunks' dead-letter queue holds", by_id=False)
    redriving = add("redrive", _redrive, "queue the dead letters' chunks again", by_id=False)
    redriving.add_argument("--reason", required=True)
    redriving.add_argument("--by", default=name)
    add("dead-calls", _dead_calls, "print the schedules' calls that failed or did not arrive", by_id=False)
    add("call-again", _call_again, "make the dead calls again: twice is once", by_id=False)


def _list(ports: Ports, options: argparse.Namespace) -> None:
    for broadcast_id in ports.broadcasts.listed(options.month):
        print_summary(ports.broadcasts.find(broadcast_id))


def _preview(ports: Ports, options: argparse.Namespace) -> None:
    print(json.dumps(try_out.preview(ports, options.id), ensure_ascii=False, indent=2))


def _test_send(ports: Ports, options: argparse.Namespace) -> None:
    try_out.send_to_own_phone(ports, options.id, options.by)


def _tester(ports: Ports, options: argparse.Namespace) -> None:
    ports.broadcasts.keep_tester(options.name, options.phone)


def _explain(ports: Ports, options: argparse.Namespace) -> None:
    found = explain.explain(ports, options.id, options.user_id)
    print(f"{found.fate}{f' ({found.why})' if found.why else ''}")
    if entry := found.entry:
        at = f"{entry.decided_at.astimezone(JST):%Y-%m-%d %H:%M:%S %Z}" if entry.decided_at else "not yet"
        print(f"  chunk {found.chunk}, tries {entry.tries}, decided {at}, status {entry.status}")
        print(f"  request {found.request_id or '-'}")


def _export(ports: Ports, options: argparse.Namespace) -> None:
    lines = export.export(ports, options.id, recipients=options.recipients)
    if options.csv:
        table = csv.DictWriter(sys.stdout, export.COLUMNS, extrasaction="ignore")
        table.writeheader()
        table.writerows(line for line in lines if line["type"] == "chunk")
        return
    for line in lines:
        print(json.dumps(line, ensure_ascii=False, default=_iso))


def _statistics(ports: Ports, options: argparse.Namespace) -> None:
    print(json.dumps(statistics.measure(ports, options.id), indent=2))


def _dead(ports: Ports, _options: argparse.Namespace) -> None:
    _print(dead_letters.read(ports))


def _redrive(ports: Ports, options: argparse.Namespace) -> None:
    _print(dead_letters.redrive(ports, options.by, options.reason))


def _dead_calls(ports: Ports, _options: argparse.Namespace) -> None:
    for one in dead_calls.read(ports):
        print(_told(one))


def _call_again(ports: Ports, _options: argparse.Namespace) -> None:
    for one, came_to in dead_calls.call_again(ports):
        print(f"{_told(one)}\n  -> {came_to}")


def _told(one: dead_calls.DeadCall) -> str:
    what = f"{one.operation or 'a letter'} {one.name}".strip()
    when = f"{one.times} times, last {one.last_at:%Y-%m-%d %H:%M:%SZ}"
    return f"{what}  {when}: {one.why or 'no reason given'}; now {one.standing}"


def _print(letters: list[dead_letters.Letter]) -> None:
    for letter in letters:
        where = f"{letter.ref.broadcast} {letter.ref.chunk}" if letter.ref else "-"
        print(f"{where}  {letter.standing}")
    print(f"{len(letters)} letters")


def _iso(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
