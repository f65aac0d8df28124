"""The commands of `python -m local.applications` for many applications at once: find, export, plan, do."""

import argparse
import sys
from pathlib import Path
from typing import Any, get_args

from local.office_commands import add_days
from madoguchi.forms.application import receipt
from madoguchi.forms.definition.model import State
from madoguchi.office import bulk
from madoguchi.office.assembly import Office
from madoguchi.office.catalogue import own_form
from madoguchi.office.csv_file import csv_file
from madoguchi.office.excel_file import excel_file
from madoguchi.office.export import MOST, Table, export
from madoguchi.office.inbox import Sought
from madoguchi.office.search import search
from madoguchi.runtime.clock import JST
from madoguchi.web.staff import Staff


def add_commands_for_many(commands: Any) -> None:
    """Add the commands to the parser of `local.application_commands`."""
    found = commands.add_parser("find", help="what holds all these words in answers that may be searched")
    add_days(found)
    found.add_argument("words", nargs="+", help="QUESTION=TEXT: that question's whole answer")
    found.set_defaults(command=_find)
    exported = commands.add_parser("export", help="into a file: .csv or .xlsx, of any length")
    add_days(exported)
    exported.add_argument("--into", type=Path, required=True)
    exported.add_argument("--state", action="append", choices=get_args(State))
    exported.set_defaults(command=_export)
    planned = commands.add_parser("plan", help="what one step would do to many, and how to do it")
    planned.add_argument("step", choices=bulk.KINDS)
    planned.add_argument("numbers", nargs="+", help="receipt numbers; - reads them from standard input")
    planned.add_argument("--outcome", choices=["accepted", "declined", "completed"])
    planned.add_argument("--message", default="")
    planned.set_defaults(command=_plan)
    done = commands.add_parser("do", help="do what was planned; asking again does nothing twice")
    done.add_argument("token")
    done.set_defaults(command=_do)


def _find(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    after: str | None = ""
    shown = 0
    while after is not None:
        sought = Sought(options.owner, options.form, options.since, options.until, after=after)
        found = search(staff, sought, " ".join(options.words), place)
        shown += len(found.lines)
        for one in found.lines:
            arrived = one.arrived_at.astimezone(JST).isoformat(timespec="seconds")
            print(f"{receipt.grouped(one.number)}  {arrived}  {one.state}")
        after = found.after or None
    # Nothing, or a form that is called otherwise: what has arrived may outlive its form.
    if not shown:
        own_form(options.form, staff, place)
    return True


def _export(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    states, after, parts = frozenset(options.state or ()), "", list[Table]()
    while not parts or after:
        sought = Sought(options.owner, options.form, options.since, options.until, states, after, MOST)
        parts.append(export(staff, sought, place))
        after = parts[-1].after
    whole = _joined(parts)
    options.into.write_bytes((excel_file if options.into.suffix == ".xlsx" else csv_file)(whole))
    print(f"{len(whole.rows)} rows in {options.into}")
    return True


def _joined(parts: list[Table]) -> Table:
    # A later part may bring questions that nobody answered before.
    headings = tuple(dict.fromkeys(heading for part in parts for heading in part.headings))
    rows = [dict(zip(part.headings, row, strict=True)) for part in parts for row in part.rows]
    return Table(headings, tuple(tuple(row.get(heading, "") for heading in headings) for row in rows))


def _plan(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    typed = sys.stdin.read().split() if options.numbers == ["-"] else options.numbers
    said = {"outcome": options.outcome or "", "message": options.message}
    facts = {name: text for name, text in said.items() if text}
    numbers = [receipt.read(one) for one in typed]
    made = bulk.preview(numbers, options.step, facts, staff, options.owner, place)
    for one in made.ready:
        print(f"{receipt.grouped(one.number)}  {one.state}")
    _tell(made.refused)
    print(f"{len(made.ready)} would be {options.step}; until {made.until.astimezone(JST):%H:%M} do it with:")
    print(f"  do {made.token}")
    return True


def _do(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    outcome, before = bulk.apply(options.token, staff, place), 0
    # What gets no further is AWS's silence: asking again and again would not end.
    while outcome.left and outcome.left != before:
        print(f"{outcome.left} left ...")
        outcome, before = bulk.apply(options.token, staff, place), outcome.left
    _tell(outcome.refused)
    print(f"{len(outcome.done)} done, {outcome.left} left")
    return not (outcome.refused or outcome.left)


def _tell(refused: Any) -> None:
    for number, why in refused.items():
        print(f"{receipt.grouped(number)}  not done: {why}")
