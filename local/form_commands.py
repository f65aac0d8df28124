"""The commands of `python -m local.applications` about forms: preview, give-form, take-form.

preview FORM --at 2026-10-01T12:00 [--answers JSON | --population FILE] [--into FILE]
give-form FORM FILE                      one file with its tests, for another municipality
take-form FILE --id ID --office NAME --phone PHONE    checked, then written into layers/content
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from local.places import ROOT
from madoguchi.forms.definition.model import Form
from madoguchi.office.assembly import Office
from madoguchi.office.catalogue import own_form
from madoguchi.office.preview import Look, outcome, preview
from madoguchi.runtime.clock import JST
from madoguchi.web.staff import Staff

CONTENT = ROOT / "layers" / "content"


def add_commands_about_forms(commands: Any) -> None:
    """Add the commands to the parser of `local.application_commands`."""
    shown = commands.add_parser("preview", help="a form at any moment, for any answers")
    shown.add_argument("form")
    shown.add_argument("--at", type=datetime.fromisoformat, default=datetime.now(JST))
    shown.add_argument("--answers", type=json.loads, default={}, help="JSON: what is typed, by question")
    shown.add_argument("--population", type=Path, help="YAML: answers by a person's name; one line for each")
    shown.add_argument("--step", default="", help="a page's id, or review")
    shown.add_argument("--language", default="ja")
    shown.add_argument("--into", type=Path, help="write the page as HTML")
    shown.set_defaults(command=_preview)
    given = commands.add_parser("give-form", help="write a form as one file with its tests, for others")
    given.add_argument("form")
    given.add_argument("file", type=Path)
    given.set_defaults(command=_give)
    taken = commands.add_parser("take-form", help="check a form from elsewhere, and take it over")
    taken.add_argument("file", type=Path)
    taken.add_argument("--id", required=True, help="what it is called here")
    taken.add_argument("--office", required=True, help="who answers questions about it here")
    taken.add_argument("--phone", required=True)
    taken.set_defaults(command=_take)


def _preview(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    form = own_form(options.form, staff, place)
    at = options.at if options.at.tzinfo else options.at.replace(tzinfo=JST)
    people = {"": options.answers}
    if options.population:
        people = yaml.safe_load(options.population.read_text())
    for name, answers in people.items():
        _tell(name, answers, form, at)
    if options.into:
        typed = {key: [said] if isinstance(said, str) else said for key, said in options.answers.items()}
        look = Look(at, typed, options.step, options.language)
        options.into.write_text(preview(form.id, look, staff, place).body)
        print(f"the page is in {options.into}")
    return True


def _tell(name: str, answers: Any, form: Form, at: datetime) -> None:
    met = outcome(form, at, answers)
    state = "open" if met.accepts else "closed"
    admitted = "may apply" if met.admitted else "may not apply"
    wrong = ", ".join(f"{question}: {code}" for question, code in met.problems.items())
    print(f"{name or form.id}: {state}; {admitted}; pages {', '.join(met.pages)}; {wrong or 'complete'}")


def _give(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    from madoguchi.office.exchange_api import write

    form = own_form(options.form, staff, place)
    place.record(staff, form.owner, "form_given", form=form.id, definition=form.definition)
    options.file.write_text(write(form))
    return True


def _take(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    from madoguchi.office.exchange_api import check, taken_over

    text = options.file.read_text()
    target = CONTENT / "forms" / f"{options.id}.yaml"
    problems = [f"there is a form {options.id} already"] if target.exists() else check(text)
    if not problems:
        mine = taken_over(text, options.id, options.owner, options.office, options.phone)
        problems = check(mine)
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return False
    place.record(staff, options.owner, "form_taken_over", form=options.id)
    file = yaml.safe_load(mine)
    for path, piece in (
        (target, file["form"]),
        (CONTENT / "form_tests" / target.name, {"tests": file["tests"]}),
    ):
        path.write_text(yaml.safe_dump(piece, allow_unicode=True, sort_keys=False, width=110))
        print(f"written: {path.relative_to(ROOT)}")
    return True
