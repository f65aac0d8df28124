"""The commands of `python -m local.applications`: from the inbox to the decision, draws, proofs."""

import argparse
import json
import sys
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import get_args

from local import draw_commands
from local.document_commands import add_commands_about_documents, show_documents
from local.form_commands import add_commands_about_forms
from local.many_commands import add_commands_for_many
from local.office_commands import add_commands_of_the_office
from madoguchi.forms.application import receipt
from madoguchi.forms.definition.model import Dossier, State
from madoguchi.forms.filing.take_step import Step
from madoguchi.office.assembly import Office, office
from madoguchi.office.catalogue import own_form
from madoguchi.office.files import attached, open_attached
from madoguchi.office.forget import forget
from madoguchi.office.inbox import Sought, inbox
from madoguchi.office.steps import act, ask_correction, read
from madoguchi.office.verify import verify
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import NotFound, Refusal
from madoguchi.web.staff import Role, Staff

PREFECTURE = "100005"

SAID = {
    "not_found": "This owner has nothing of that name. Another owner's: say it with --owner CODE.",
    "number_mistyped": "A receipt number has 15 signs, and the last one checks the others: one is mistyped.",
    "not_in_this_state": "It stands where this step cannot be taken: `read NUMBER` shows its history.",
    "bad_request": "One of the values cannot be used; --help after the command lists what it takes.",
    "question_unknown": "QUESTION=TEXT looks in what the form lets be searched, by the names above.",
    "form_full": "There is no seat for it; nothing has changed.",
    "slot_begun": "What it asks for has begun; nothing has changed.",
    "unavailable": "AWS gave no answer. Do it again with the same --key: it is done once.",
}
"""What an operator can do about a refusal, by its code."""


class Mistyped(NotFound):
    """No receipt number at all; the message is what was typed."""

    code = "number_mistyped"


def run(arguments: list[str]) -> int:
    """Run one command; 0 when it was done, 1 when it was refused or found something broken."""
    options = _parser().parse_args(arguments)
    # Who can reach the table does what all roles may; the name goes on record.
    staff = Staff(options.clerk, frozenset({options.owner}), frozenset(get_args(Role)))
    try:
        done: bool = options.command(options, staff, office())
    except Refusal as refusal:
        told = SAID.get(refusal.code, "see docs/operations.md")
        print(f"{refusal.code}: {refusal}\n  {told}", file=sys.stderr)
        return 1
    return 0 if done else 1


def _inbox(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    after: str | None = ""
    alike, shown = place.store.alike(options.owner, options.form), 0
    while after is not None:
        day = options.day
        states = frozenset(options.state or ())
        found = inbox(staff, Sought(options.owner, options.form, day, day, states, after), place)
        shown += len(found.lines)
        for one in found.lines:
            arrived = one.arrived_at.astimezone(JST).isoformat(timespec="seconds")
            same = " ".join(receipt.grouped(other) for other in alike.get(one.number, ()))
            print(f"{receipt.grouped(one.number)}  {arrived}  {one.state}{same and f'  probably as {same}'}")
        after = found.after or None
    # Nothing, or a form that is called otherwise: what has arrived may outlive its form.
    if not shown:
        own_form(options.form, staff, place)
    return True


def _read(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    dossier = read(_number(options), staff, options.key, place)
    _show(dossier)
    for one in attached(dossier, place):
        entries = ", ".join(map(str, one.versions)) + ("" if one.stands else ": no longer sent")
        print(f"  {one.id}  {one.name}  {one.size} bytes  (entries {entries})")
    show_documents(dossier)
    return True


def _open_file(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    link = open_attached(_number(options), options.file, staff, place)
    print(f"{link.url}\n{link.name}, for {link.seconds} seconds; SHA-256 {link.sha256}")
    return True


def _step(kind: str, *facts: str) -> Callable[[argparse.Namespace, Staff, Office], bool]:
    def take(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
        said = {name: str(getattr(options, name)) for name in facts if getattr(options, name)}
        after = act(_number(options), staff, Step(kind, staff.name, options.key, said), place)
        print(f"{receipt.grouped(after.application.number)}  {after.application.state}")
        return True

    return take


def _ask(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    items = [(question, wrong) for question, _, wrong in (one.partition("=") for one in options.item)]
    number, key = _number(options), options.key
    after = ask_correction(number, staff, key, options.message, items, options.due, place)
    print(f"{receipt.grouped(number)}  {after.application.state}")
    return True


def _forget(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    number = _number(options)
    forget(number, staff, options.reason, place)
    print(f"{receipt.grouped(number)}  its key is destroyed, and nothing of it can be read any more")
    return True


def _verify(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    problems = verify(_number(options), staff, place)
    print("\n".join(problems) or "the history is whole")
    return not problems


def _show(dossier: Dossier) -> None:
    application = dossier.application
    print(f"{receipt.grouped(application.number)}  {application.form_id}  {application.state}")
    for entry in dossier.entries:
        print(f"  {entry.at.astimezone(JST).isoformat(timespec='seconds')}  {entry.kind}  {entry.by}")
    print(json.dumps(dict(dossier.answered().answers or {}), ensure_ascii=False, indent=2))


def _number(options: argparse.Namespace) -> str:
    number = receipt.read(options.number)
    if not receipt.is_number(number):
        raise Mistyped(options.number)
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.applications", description=__doc__)
    parser.add_argument("--clerk", required=True, help="who does this: it goes on record")
    parser.add_argument("--owner", default=PREFECTURE, help="the office's code (the prefecture's by default)")
    commands = parser.add_subparsers(required=True)

    listed = commands.add_parser("inbox", help="what arrived on a day, with its state")
    listed.add_argument("form")
    listed.add_argument("--day", type=date.fromisoformat, default=datetime.now(JST).date())
    listed.add_argument("--state", action="append", choices=get_args(State))
    listed.set_defaults(command=_inbox)

    def one(name: str, command: Callable[..., bool], help_text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_text)
        made.add_argument("number", help="the receipt number")
        made.add_argument("--key", default=uuid.uuid4().hex, help="the same key does the same step once")
        made.set_defaults(command=command)
        return made

    one("read", _read, "what was sent and what happened since; leaves a record")
    opened = one("open-file", _open_file, "an address that saves a file; leaves a record")
    opened.add_argument("file", help="the file's id, as `read` prints it")
    one("take", _step("taken"), "begin to review")
    asked = one("ask-correction", _ask, "ask for a correction")
    asked.add_argument("--message", required=True, help="what to correct, as the applicant reads it")
    asked.add_argument("--item", action="append", default=[], help="QUESTION=what is wrong; repeatable")
    asked.add_argument("--due", type=date.fromisoformat, help="by when; a later correction is accepted too")
    add_commands_about_documents(one)
    said = one("tell", _step("messaged", "message"), "tell the applicant something")
    said.add_argument("--message", required=True)
    one("reopen", _step("reopened"), "review once more what was decided")
    gone = one("forget", _forget, "destroy what was sent, before its time; it must be withdrawn or decided")
    gone.add_argument("--reason", required=True, help="without personal data: it stays on the trail for good")
    draw_commands.add_to(commands)
    one("verify", _verify, "whether the history is as it was sealed")
    add_commands_of_the_office(commands)
    add_commands_for_many(commands)
    add_commands_about_forms(commands)
    return parser
