"""What is in force where, from saved files of the weather agency's feeds.

    python -m local.jma FILE... [--municipality 10202] [--at 2026-10-12T15:40:00+09:00]

Staff look here before they approve a level 4 broadcast. Files: r8/100000.json and r8/flood_xml.json of
www.jma.go.jp/bosai, or XML telegrams VPWW55 to 61. No evacuation order is in them: the town gives it.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

import yaml

from local.jma.feeds import Unreadable, read_json
from local.jma.model import Bulletin, InForce, in_force
from local.jma.telegrams import read_warnings
from local.places import ROOT
from madoguchi.runtime.clock import now

MUNICIPALITIES = ROOT / "layers" / "content" / "municipalities.yaml"


def main(arguments: list[str]) -> int:
    """Print a line for each municipality; 1 when a file cannot be read, 2 when what it says is old."""
    parser = argparse.ArgumentParser(
        "local.jma", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--municipality", default="", help="5-digit code; all of them without")
    parser.add_argument("--at", type=datetime.fromisoformat, help="a moment with its zone, instead of now")
    options = parser.parse_args(arguments)
    bulletins: list[Bulletin] = []
    for path in options.files:
        try:
            bulletins += _read(path)
        except (OSError, Unreadable) as problem:
            print(f"{path}: {problem}", file=sys.stderr)
            return 1
    current = True
    for code, name in _municipalities():
        if options.municipality in ("", code):
            found = in_force(code, bulletins, options.at or now())
            current = current and found.current
            print(_line(code, name, found))
    return 0 if current else 2


def _read(path: Path) -> list[Bulletin]:
    content = path.read_bytes()
    return read_json(content) if path.suffix == ".json" else [read_warnings(content)]


def _line(code: str, name: str, found: InForce) -> str:
    said = [f"{alert.name} ({alert.issued_at:%m-%d %H:%M})" for alert in found.alerts]
    said += [f"EXERCISE ONLY: {alert.name}" for alert in found.drills]
    if not found.current:
        said.insert(0, "OLD, so nothing may be concluded")
    return f"{code} {name}: {', '.join(said) or 'none in force'}"


def _municipalities() -> list[tuple[str, str]]:
    towns = yaml.safe_load(MUNICIPALITIES.read_bytes())["municipalities"]
    return [(town["id"], town["label"]["ja"]) for town in towns]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
