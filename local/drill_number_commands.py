"""The drill's numbers by municipality, age, step and delay, small counts hidden."""

import argparse
import sys

from madoguchi.drill.assembly import ground
from madoguchi.drill.numbers import published
from madoguchi.drill.numbers_files import as_csv, as_json
from madoguchi.runtime.errors import Refusal


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
        found = published(options.edition, ground().numbers)
    except Refusal as problem:
        print(f"drill numbers: {problem}", file=sys.stderr)
        return 1
    print(as_json(found) if options.format == "json" else as_csv(found), end="")
    return 0
