"""Files for spreadsheets: harmless, and every byte of a name as it was sent."""

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.forms.filing.submit import submit
from madoguchi.office.csv_file import csv_file
from madoguchi.office.excel_file import excel_file
from madoguchi.office.export import Table, export
from madoguchi.office.inbox import Sought
from madoguchi.runtime.errors import Forbidden, NotFound
from tests.moto_cloud import content_on_path
from tests.unit.forms.surroundings import submission
from tests.unit.office.surroundings import MAEBASHI, PREFECTURE, office_over, staff

NAMES = ["神\ufa19", "𠮷田 葛\U000e0100子", "Maria José da Conceição de Oliveira e Souza", "\u845b\ufe00"]
ATTACKS = ["=1+1", "+81 90", "-2", "@SUM(A1)", "\t=1", "＝1", "'quoted", '=HYPERLINK("http://x")', "a\n=b"]
DAYS = (date(2026, 4, 1), date(2026, 4, 30))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sought(**more: int) -> Sought:
    return Sought(PREFECTURE, "test_form", *DAYS, **more)  # type: ignore[arg-type]


def read_csv(data: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return [[cell.removeprefix("'") for cell in row] for row in rows]


def read_excel(data: bytes) -> tuple[list[str], list[str]]:
    """The texts and the formulas of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    texts = ["".join(part.text or "" for part in one.iter(f"{SHEET}t")) for one in strings]
    return texts, [one.text or "" for one in sheet.iter(f"{SHEET}f")]


def test_names_come_back_byte_for_byte_and_who_exported_is_on_record():
    content_on_path()
    office = office_over()
    for place, name in enumerate(NAMES):
        submit(submission(key=str(place), word=name), office.desk)
    table = export(staff(), sought(), office)
    assert table.headings[-1] == "word (word)"
    assert [row[-1] for row in table.rows] == NAMES
    assert [row[-1] for row in read_csv(csv_file(table))[1:]] == NAMES
    assert set(NAMES) <= set(read_excel(excel_file(table))[0])
    (entry,) = office.store.trail(PREFECTURE)
    assert (entry.kind, entry.by, entry.facts["rows"]) == ("exported", "sato", "4")
    assert len(entry.facts["numbers"].split()) == 4


def test_a_long_export_comes_in_parts():
    content_on_path()
    office = office_over()
    for place in range(5):
        submit(submission(key=str(place), word=str(place)), office.desk)
    first = export(staff(), sought(limit=3), office)
    rest = export(staff(), Sought(PREFECTURE, "test_form", *DAYS, after=first.after, limit=3), office)
    assert [row[-1] for row in (*first.rows, *rest.rows)] == ["0", "1", "2", "3", "4"]
    assert rest.after == ""


@pytest.mark.parametrize("cell", ATTACKS)
def test_no_cell_is_a_formula(cell: str):
    table = Table(("word",), ((cell,),))
    (_, (written,)) = list(csv.reader(io.StringIO(csv_file(table).decode("utf-8-sig"), newline="")))
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert read_csv(csv_file(table))[1] == [cell]
    texts, formulas = read_excel(excel_file(table))
    assert (cell in texts, formulas) == (True, [])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_whatever_is_written_comes_back(cell: str):
    assert read_csv(csv_file(Table(("h",), ((cell,),))))[1] == [cell]


def test_an_export_is_for_who_may_read_and_of_one_s_own():
    content_on_path()
    office = office_over()
    with pytest.raises(Forbidden):
        export(staff("ito", PREFECTURE, "auditor"), sought(), office)
    with pytest.raises(NotFound):
        export(staff("suzuki", MAEBASHI), sought(), office)
