"""The drill's numbers as files: JSON for programs, CSV for spreadsheets."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from io import StringIO

from madoguchi.drill.numbers import Published, Table

MEASURES = (
    *("runs", "total", "danger", "where", "when", "how", "information", "full_marks_percent"),
    *("before", "after", "visits", "people", "right_missed_percent", "right_known_percent"),
)
COLUMNS = ("edition", "by", "part", *MEASURES)


def as_json(found: Published) -> str:
    """Write all that may be shown; hidden parts are named, without a number."""
    return json.dumps(asdict(found), indent=2, ensure_ascii=False)


def as_csv(found: Published) -> str:
    """Write one line a part; a hidden one has empty cells."""
    text = StringIO()
    lines = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    lines.writeheader()
    lines.writerows({"edition": found.edition, **row} for row in _rows(found))
    return text.getvalue()


def _rows(found: Published) -> Iterator[Mapping[str, object]]:
    yield from _table("municipality", found.towns)
    yield from _table("age", found.ages)
    yield from ({"by": "step", "part": name, "visits": visits} for name, visits in found.steps.items())
    yield from ({"by": "again", "part": delay, **means} for delay, means in found.again.items())


def _table(name: str, table: Table) -> Iterator[Mapping[str, object]]:
    if table.runs is not None:
        yield {"by": name, "part": "all", "runs": table.runs}
    for part, means in table.shown.items():
        yield {"by": name, "part": part, **means}
    for part in table.hidden:
        yield {"by": name, "part": part}
