"""Check what staff wrote and compile it for the content layer.

    python layers/content/build.py OUTPUT      write OUTPUT/madoguchi_content/**.json
    python layers/content/build.py --check     check only; a file that no schema covers is a mistake

A domain says what its content looks like in `madoguchi/<domain>/schema.py`:
`CONTENT = {"forms/*": FormDefinition}` maps paths below this folder (without suffix) to pydantic models.
`DERIVED = {"procedures/search_index": search_index}` names pieces that a function makes of all the others; it
raises ValueError for what staff must mend. A domain with much content may have further `*_schema.py`.
`RULES = {"abolished names": find}` names functions (piece name, piece) -> mistakes that hold for all content.

A text that carries `review_by` is warned of from 30 days before, and fails the check when the day is past.
It is compiled all the same: a deployment in a storm does not wait for a review.
"""

import argparse
import datetime
import importlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "madoguchi" / "python"
WARNED_BEFORE = datetime.timedelta(days=30)
JAPAN = datetime.timezone(datetime.timedelta(hours=9))
PACKAGE_DOCSTRING = '"""What staff wrote, compiled and checked at build time."""\n'


class Unreadable(Exception):
    """A file that is not YAML; the message says where."""


def main(arguments: list[str]) -> int:
    """Run the command line; 0 when all content is as its domain expects."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("output", nargs="?", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    if not options.check and options.output is None:
        parser.error("OUTPUT or --check is needed")
    try:
        pieces = dict(read_content(HERE))
    except Unreadable as unreadable:
        print(f"content: {unreadable}", file=sys.stderr)
        return 1
    mistakes = find_mistakes(pieces, collected("CONTENT"), every_piece_needs_a_schema=options.check)
    written = len(pieces)
    if options.check:
        overdue, soon = due(pieces, datetime.datetime.now(JAPAN).date())
        mistakes += overdue
        for warning in soon:
            print(f"content: soon: {warning}", file=sys.stderr)
    if not mistakes:
        mistakes = derive(pieces, collected("DERIVED"))
    for mistake in mistakes:
        print(f"content: {mistake}", file=sys.stderr)
    if mistakes:
        return 1
    if options.output is not None:
        write_content(pieces, options.output)
    print(f"content: {written} files are as their schemas say")
    return 0


def read_content(folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield every piece by its name, such as `forms/magazine_survey`. Raises Unreadable."""
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        try:
            yield name, yaml.safe_load(path.read_bytes())
        except yaml.YAMLError as error:
            raise Unreadable(f"{name}.yaml: {' '.join(str(error).split())}") from error


def due(pieces: Mapping[str, Any], today: datetime.date) -> tuple[list[str], list[str]]:
    """List the texts whose review is overdue, and those that are to be looked at again within 30 days."""
    overdue, soon = [], []
    for name, piece in pieces.items():
        for place, day in _reviews(piece):
            if day < today:
                overdue.append(
                    f"{name}.yaml: {place}was to be reviewed by {day}: look at it and move the date"
                )
            elif day <= today + WARNED_BEFORE:
                soon.append(f"{name}.yaml: {place}is to be reviewed by {day}")
    return overdue, soon


def _reviews(piece: Any, place: str = "") -> Iterator[tuple[str, datetime.date]]:
    if isinstance(piece, dict):
        if "review_by" in piece:
            yield f"{place}: " if place else "", piece["review_by"]
        for key, one in piece.items():
            yield from _reviews(one, f"{place}.{key}".lstrip("."))


def collected(attribute: str) -> dict[str, Any]:
    """Collect what every domain says in its schemas: `CONTENT`, `DERIVED` or `RULES`."""
    if str(PACKAGE) not in sys.path:
        sys.path.insert(0, str(PACKAGE))
    found: dict[str, Any] = {}
    for path in sorted((PACKAGE / "madoguchi").glob("*/*schema.py")):
        module = importlib.import_module(f"madoguchi.{path.parent.name}.{path.stem}")
        found |= getattr(module, attribute, {})
    return found


def find_mistakes(
    pieces: Mapping[str, Any], expected: Mapping[str, Any], *, every_piece_needs_a_schema: bool
) -> list[str]:
    """List what staff must mend, one sentence each, with the file and the place in it."""
    mistakes = []
    for name, piece in pieces.items():
        models = [model for pattern, model in expected.items() if fnmatchcase(name, pattern)]
        if not models and every_piece_needs_a_schema:
            mistakes.append(f"{name}.yaml: no schema covers it")
        for model in models:
            mistakes += [f"{name}.yaml: {problem}" for problem in _problems(model, piece)]
        for find in collected("RULES").values():
            mistakes += [f"{name}.yaml: {problem}" for problem in find(name, piece)]
    return mistakes


def _problems(model: Any, piece: Any) -> list[str]:
    try:
        TypeAdapter(model).validate_python(piece)
    except ValidationError as error:
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return []


def derive(pieces: dict[str, Any], makers: Mapping[str, Callable[[Mapping[str, Any]], Any]]) -> list[str]:
    """Add the pieces that are made of others; list what staff must mend."""
    mistakes = []
    made = {}
    for name, make in makers.items():
        try:
            made[name] = make(pieces)
        except ValueError as error:
            mistakes.append(f"{name}: {error}")
    pieces |= made
    return mistakes


def write_content(pieces: Mapping[str, Any], output: Path) -> None:
    """Write each piece as JSON into the package that the runtime reads."""
    package = output / "madoguchi_content"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text(PACKAGE_DOCSTRING)
    for name, piece in pieces.items():
        path = package / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(piece, ensure_ascii=False, separators=(",", ":"), default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, datetime.date | datetime.datetime | datetime.time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be content")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
