"""The drill's numbers by municipality, small counts hidden."""

import argparse
import csv
import dataclasses
import json
import sys

from madoguchi.drill.assembly import ground
from madoguchi.drill.numbers import Numbers, numbers
from madoguchi.drill.scoring import DIMENSIONS
from madoguchi.runtime.errors import Refusal

COLUMNS = ("municipality", "runs", "total", *DIMENSIONS)


def run(arguments: list[str]) -> int:
    """Run the command line; 1 with a sentence when the table does not answer."""
    parser = argparse.ArgumentParser(
        prog="python -m local.drill_numbers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--edition", default="heavy_rain")
    parser.add_argument("--format", choices=("json", "csv"), default="json")
    options = parser.parse_args(arguments)
    try:
        found = numbers(options.edition, ground().store)
    except Refusal as problem:
        print(f"drill numbers: {problem}", file=sys.stderr)
        return 1
    if options.format == "json":
        print(json.dumps(dataclasses.asdict(found), indent=2))
    else:
        write_csv(found)
    return 0


def write_csv(found: Numbers) -> None:
    """Write one line a municipality; a hidden one has empty cells."""
    lines = csv.writer(sys.stdout)
    lines.writerow(COLUMNS)
    for code in sorted([*found.towns, *found.hidden]):
        lines.writerow([code, *(found.towns.get(code, {}).get(name, "") for name in COLUMNS[1:])])
