"""A table as an Excel workbook: every cell is a text, so nothing in it is ever computed."""

import io

from madoguchi.office.export import Table


def excel_file(table: Table) -> bytes:
    """Write a table as .xlsx. No answer is longer than the 32,767 characters that Excel takes in a cell."""
    # A package of the staff's layer alone, and of those alone who ask for Excel.
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        sheet = book.add_worksheet()
        wrapped = book.add_format({"text_wrap": True, "num_format": "@", "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True})
        for column, heading in enumerate(table.headings):
            sheet.write_string(0, column, heading, bold)
        for place, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell, wrapped)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, max(len(table.headings) - 1, 0), 24)
    return out.getvalue()
