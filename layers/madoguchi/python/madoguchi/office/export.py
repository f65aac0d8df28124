"""Applications as a table: one row each, one column a question or part of one."""

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.flow.composite import leaves
from madoguchi.flow.model import Field
from madoguchi.flow.text import localise
from madoguchi.forms.application import receipt
from madoguchi.forms.application.proxy import proxy_of, said
from madoguchi.forms.definition.model import Dossier
from madoguchi.forms.files.issued import issued_documents
from madoguchi.forms.filing.look_up import form_as_filed
from madoguchi.office.assembly import Office
from madoguchi.office.inbox import Found, Sought, inbox
from madoguchi.office.steps import kept
from madoguchi.runtime.clock import JST
from madoguchi.runtime.content import content
from madoguchi.web.shown import shown
from madoguchi.web.staff import Staff

MOST = 500
"""Rows at once: what a function reads well within its time, and answers within 6 MB."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, rows of texts as they were written, and where the next part begins (empty: nowhere)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    after: str = ""


def export(staff: Staff, sought: Sought, office: Office) -> Table:
    """Write what was sought as a table; who has read which applications goes on record first.

    Raises NotFound for another owner, Forbidden for a role that may not read, BadRequest for too many days.
    """
    staff.require("clerk", "approver")
    found = inbox(staff, sought, office)
    numbers = [one.number for one in found.lines]
    if numbers:
        facts = {"form": sought.form_id, "rows": str(len(numbers)), "numbers": " ".join(numbers)}
        office.record(staff, sought.owner, "exported", **facts)
    return _table(found, office)


def _table(found: Found, office: Office) -> Table:
    columns: dict[str, str] = {}
    cells: list[dict[str, str]] = []
    for line in found.lines:
        dossier = kept(line.number, office)
        # Its retention has ended.
        if dossier is None:
            continue
        row = _fixed(dossier)
        for name, question, value in _leaves(dossier, office):
            columns.setdefault(name, f"{localise(question.label, 'ja')} ({name})")
            row[name] = value
        cells.append(row)
    headings = content("web/staff_headings")
    names = [*headings, *columns]
    return Table(
        (*headings.values(), *columns.values()),
        tuple(tuple(row.get(name, "") for name in names) for row in cells),
        found.after,
    )


def _fixed(dossier: Dossier) -> dict[str, str]:
    one, documents = dossier.application, issued_documents(dossier.entries)
    return {
        "#number": receipt.grouped(one.number),
        "#arrived": one.arrived_at.astimezone(JST).isoformat(sep=" ", timespec="seconds"),
        "#state": one.state,
        "#by": dossier.entries[0].by,
        "#proxy": " ".join(shown(one, value, "ja") for one, value in said(proxy_of(dossier.entries[0]))),
        "#documents": " / ".join(one.title for one in documents.values() if not one.revoked_at),
    }


def _leaves(dossier: Dossier, office: Office) -> Iterator[tuple[str, Field, str]]:
    form, answers = form_as_filed(dossier, office.desk), dossier.answered().answers or {}
    for question in form.flow.fields():
        for name, part, value in leaves(question, answers.get(question.id)):
            # Choices by their labels; what was typed stays byte for byte, whatever a page would make of it.
            as_typed = isinstance(value, str) and not part.choices
            yield name, part, str(value) if as_typed else shown(part, value, "ja")
