"""The commands of `python -m local.applications` that look at an owner's whole office."""

import argparse
from datetime import date, datetime, timedelta
from typing import Any

from madoguchi.office.assembly import Office
from madoguchi.office.inbox import Sought
from madoguchi.office.statistics import numbers
from madoguchi.office.verify import trail, verify_trail
from madoguchi.runtime.clock import JST
from madoguchi.web.staff import Staff


def add_commands_of_the_office(commands: Any) -> None:
    """Add the commands to the parser of `local.application_commands`."""
    counted = commands.add_parser("numbers", help="how many arrived, by state and by day")
    add_days(counted)
    counted.set_defaults(command=_numbers)
    listed = commands.add_parser("trail", help="what the staff of this owner did")
    listed.add_argument("--after", type=int, default=0, help="a position")
    listed.set_defaults(command=_trail)
    verified = commands.add_parser("verify-trail", help="whether that is as it was sealed")
    verified.add_argument(
        "--anchor", action="append", default=[], help="POSITION:CHECK from the log (trail_sealed); repeatable"
    )
    verified.set_defaults(command=_verify_trail)


def add_days(parser: argparse.ArgumentParser) -> None:
    """Add form and days, both included; the last month by default."""
    today = datetime.now(JST).date()
    parser.add_argument("form")
    parser.add_argument("--since", type=date.fromisoformat, default=today - timedelta(days=30))
    parser.add_argument("--until", type=date.fromisoformat, default=today)


def _numbers(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    found = numbers(staff, Sought(options.owner, options.form, options.since, options.until), place)
    while found.after:
        rest = Sought(options.owner, options.form, options.since, options.until, after=found.after)
        found += numbers(staff, rest, place)
    for state, many in sorted(found.by_state.items()):
        print(f"{many:8}  {state}")
    for day, many in sorted(found.by_day.items()):
        print(f"{many:8}  {day}")
    print(f"{found.total:8}  in all")
    return True


def _trail(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    for one in trail(staff, options.owner, options.after, None, place):
        facts = " ".join(f"{name}={said}" for name, said in one.facts.items() if name != "head")
        at = one.at.astimezone(JST).isoformat(timespec="seconds")
        print(f"{one.position:8}  {at}  {one.by}  {one.kind}  {facts}")
    return True


def _verify_trail(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    logged = [(int(position), check) for position, _, check in (one.partition(":") for one in options.anchor)]
    problems = verify_trail(staff, options.owner, logged, place)
    print("\n".join(problems) or "the trail is whole, and every history it names is there")
    return not problems
