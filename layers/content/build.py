"""Check what staff wrote and compile it for the content layer.

    python layers/content/build.py OUTPUT      write OUTPUT/madoguchi_content/**.json
    python layers/content/build.py --check     check only; a file that no schema covers is a mistake

A domain says what its content looks like in `madoguchi/<domain>/schema.py`:
`CONTENT = {"forms/*": FormDefinition}` maps paths below this folder (without suffix) to pydantic models.
`DERIVED = {"procedures/search_index": search_index}` names pieces that a function makes of all the others; it
raises ValueError for what staff must mend. `EXPANDED = {"forms/*": expanded}` names functions that complete a
checked piece from all the others. A domain with much content may have further `*_schema.py`.
`GATES = {"forms/*": gate}` names functions that say what keeps a complete piece from being published.
`RULES = {"abolished names": find}` names functions (piece name, piece) -> mistakes that hold for all content.
A mistake is said with its file, its line, the place in words, and what to do.

A text that carries `review_by` is warned of from 30 days before, and fails the check when the day is past.
It is compiled all the same: a deployment in a storm does not wait for a review.
"""

import argparse
import datetime
import importlib
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

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
    mistakes = mistakes or make_whole(pieces)
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
    for path in sorted((PACKAGE / "madoguchi").rglob("*schema.py")):
        module = importlib.import_module(".".join(path.relative_to(PACKAGE).with_suffix("").parts))
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
            mistakes += _problems(name, model, piece)
        for find in collected("RULES").values():
            mistakes += [f"{name}.yaml: {problem}" for problem in find(name, piece)]
    return mistakes


def _problems(name: str, model: Any, piece: Any) -> list[str]:
    try:
        TypeAdapter(model).validate_python(piece)
    except ValidationError as error:
        found = [(tuple(_path(one["loc"], piece)), _remedy(one)) for one in error.errors()]
        # Where a text may be of two shapes, both say what they miss: the deeper one saw more.
        deepest = [
            (path, remedy)
            for path, remedy in found
            if not any(other[: len(path)] == path and other != path for other, _ in found)
        ]
        return [f"{_place(name, path)}{_words(path)}{remedy}" for path, remedy in dict.fromkeys(deepest)]
    return []


def _path(loc: Sequence[int | str], piece: Any) -> Iterator[int | str]:
    """Follow a place as pydantic names it, without the names that it gives to alternatives."""
    for number, step in enumerate(loc):
        inside = isinstance(piece, list) and isinstance(step, int) and step < len(piece)
        if inside or (isinstance(piece, dict) and step in piece):
            piece = piece[step]
            yield step
        elif isinstance(piece, dict) and number == len(loc) - 1:
            yield step


def _place(name: str, path: Sequence[int | str]) -> str:
    """Say file and line, as editors understand it; a missing key is said where it is missing."""
    file = HERE / f"{name}.yaml"
    node = yaml.compose(file.read_text()) if file.is_file() else None
    line = node.start_mark.line + 1 if node else None
    for step in path:
        children: Any = node.value if isinstance(node, yaml.CollectionNode) else []
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in children if _same(key.value, step)]
            if not found:
                node = None
                continue
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        else:
            node = children[step] if isinstance(step, int) and step < len(children) else None
            line = node.start_mark.line + 1 if node else line
    return f"{name}.yaml:{line}: " if line else f"{name}.yaml: "


def _same(written: str, step: int | str) -> bool:
    # A key such as 10201 is a number in one reader's eyes and a text in the other's.
    return written == str(step)


def _words(path: Sequence[int | str]) -> str:
    steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path]
    return f"{''.join(steps).lstrip('.')}: " if steps else ""


def _remedy(error: Any) -> str:
    kind, key, found = error["type"], str(error["loc"][-1]) if error["loc"] else "", error.get("input")
    match kind:
        case "missing":
            return f"is missing; add `{key}:`"
        case "extra_forbidden":
            near = get_close_matches(key.lower(), _known_keys(), 1)
            return f"no such key; did you mean `{near[0]}`?" if near else "no such key; take it away"
        case "value_error":
            return str(error["msg"]).removeprefix("Value error, ")
        case "string_type":
            return f"must be text, and is {found!r}; put it into quotation marks"
        case "string_pattern_mismatch":
            return f"{found!r} has not the right shape ({error['ctx']['pattern']})"
        case "literal_error":
            return f"{found!r} is none of {error['ctx']['expected']}"
    return f"{str(error['msg']).removeprefix('Input should be ')} is wanted here, and {found!r} stands here"


def _known_keys() -> set[str]:
    def below(model: type[BaseModel]) -> Iterator[str]:
        yield from model.model_fields
        for child in model.__subclasses__():
            yield from below(child)

    return set(below(BaseModel))


def make_whole(pieces: dict[str, Any]) -> list[str]:
    """Complete the pieces and add what is made of them; list what staff must mend."""
    return (
        complete(pieces, collected("EXPANDED"))
        or not_to_be_published(pieces, collected("GATES"))
        or derive(pieces, collected("DERIVED"))
    )


def complete(
    pieces: dict[str, Any], makers: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]]
) -> list[str]:
    """Complete the pieces that say less than the functions need; list what staff must mend."""
    mistakes = []
    for name in list(pieces):
        for make in (maker for pattern, maker in makers.items() if fnmatchcase(name, pattern)):
            try:
                pieces[name] = make(pieces[name], pieces)
            except ValueError as error:
                mistakes.append(f"{_place_of_id(name, str(error).partition(':')[0])}{error}")
    return mistakes


def _place_of_id(name: str, wanted: str) -> str:
    lines = (HERE / f"{name}.yaml").read_text().splitlines()
    found = [
        number for number, line in enumerate(lines, 1) if re.search(rf"\bid: {re.escape(wanted)}\b", line)
    ]
    return f"{name}.yaml:{found[0]}: " if found else f"{name}.yaml: "


def not_to_be_published(
    pieces: Mapping[str, Any], gates: Mapping[str, Callable[[Any], list[str]]]
) -> list[str]:
    """List what keeps pieces that are well written from being published: they would not work."""
    return [
        f"{_place_of_id(name, problem.partition(' ')[0])}{problem}"
        for pattern, gate in gates.items()
        for name, piece in pieces.items()
        if fnmatchcase(name, pattern)
        for problem in gate(piece)
    ]


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
    # Written by `python -m local.importers postal`, not by staff: as it is.
    if (HERE / "postal").is_dir():
        shutil.copytree(HERE / "postal", package / "postal", dirs_exist_ok=True)


def _plain(value: object) -> str:
    if isinstance(value, datetime.date | datetime.datetime | datetime.time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be content")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
