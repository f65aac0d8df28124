"""The commands with which an office draws for the seats of its form: close-entries, draw.

close-entries FORM --into FOLDER   after the form has closed: write each slot's entries, print their hashes
draw FORM --seed NUMBER            when the public number is known: seats go by it, and everybody is told
"""

import argparse
from pathlib import Path
from typing import Any

from madoguchi.forms.filing.lottery import close_entries, seed
from madoguchi.forms.filing.promote import settle
from madoguchi.office.assembly import Office
from madoguchi.office.catalogue import own_form
from madoguchi.web.staff import Staff


def add_to(commands: Any) -> None:
    """Add the commands to the office's."""
    closing = commands.add_parser("close-entries", help="close a draw's entries and print their hashes")
    closing.add_argument("form")
    closing.add_argument("--into", type=Path, required=True, help="the folder that will be published")
    closing.set_defaults(command=_close)
    drawing = commands.add_parser("draw", help="draw for the seats of a form with a public number")
    drawing.add_argument("form")
    drawing.add_argument("--seed", required=True, help="the public number, as it was announced beforehand")
    drawing.set_defaults(command=_draw)


def _close(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    form = own_form(options.form, staff, place)
    place.record(staff, form.owner, "entries_closed", form=form.id)
    options.into.mkdir(parents=True, exist_ok=True)
    for slot in form.policy.places:
        draw, entries = close_entries(form, slot, place.desk)
        path = options.into / f"{slot}.txt"
        if not path.exists():
            path.write_bytes(entries)
        print(f"{slot}  {draw.entries} entries  {draw.commitment}")
    return True


def _draw(options: argparse.Namespace, staff: Staff, place: Office) -> bool:
    form = own_form(options.form, staff, place)
    place.record(staff, form.owner, "drawn", form=form.id, seed=options.seed)
    for slot in form.policy.places:
        drawn = seed(form, slot, options.seed, place.desk)
        print(f"{slot}  seed {drawn.seed}  {len(settle(form, slot, place.desk))} got a seat")
    return True
