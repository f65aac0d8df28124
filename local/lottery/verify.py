"""Check a published draw. Stand-alone: needs Python alone, none of the service's own code.

    python verify.py FOLDER

FOLDER holds the two published files: entries.txt (one entry number a line) and draw.json (commitment, seed,
winners). It says what is wrong, or that the winners follow from the entries and the seed.
"""

import hashlib
import hmac
import json
import sys
from pathlib import Path


def find_faults(folder: Path) -> list[str]:
    """List everything about a published draw that does not follow from its files."""
    entries = (folder / "entries.txt").read_bytes()
    draw = json.loads((folder / "draw.json").read_bytes())
    numbers = entries.decode().splitlines()
    faults = []
    if hashlib.sha256(entries).hexdigest() != draw["commitment"]:
        faults.append("the entries are not those that were committed to")
    if numbers != sorted(set(numbers)):
        faults.append("the entries are not sorted, or one stands there twice")
    text = f"madoguchi-draw-1\n{draw['commitment']}\n{draw['seed']}"
    key = hashlib.sha256(text.encode()).digest()
    tickets = {number: hmac.new(key, number.encode(), hashlib.sha256).digest() for number in numbers}
    if sorted(tickets, key=lambda number: tickets[number])[: len(draw["winners"])] != draw["winners"]:
        faults.append("the winners do not follow from the entries and the seed")
    return faults


def main(arguments: list[str]) -> int:
    """Run the command line; 0 when the draw is as published."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    faults = find_faults(Path(arguments[0]))
    for fault in faults:
        print(f"NOT AS PUBLISHED: {fault}")
    if not faults:
        print("as published: the winners follow from the entries and the seed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
