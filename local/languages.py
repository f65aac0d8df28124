"""What is not translated yet: `make languages`, or `python -m local.languages --list` for every place.

A text is a mapping by language; a language that is missing there falls back to Japanese, which residents see.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import yaml

from local.places import ROOT
from madoguchi.flow.text import LANGUAGES

CONTENT = ROOT / "layers" / "content"


def main(arguments: list[str]) -> int:
    """Print a table by file, and the places with --list; the last line is JSON."""
    parser = argparse.ArgumentParser("local.languages", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name every text that misses a language")
    options = parser.parse_args(arguments)
    total: Counter[str] = Counter()
    print(f"{'':38}{'texts':>7}" + "".join(f"{language:>8}" for language in LANGUAGES[1:]))
    for path in sorted(CONTENT.rglob("*.yaml")):
        name = path.relative_to(CONTENT).with_suffix("").as_posix()
        texts = list(translated(yaml.safe_load(path.read_bytes())))
        missing = {one: [place for place, text in texts if one not in text] for one in LANGUAGES[1:]}
        total.update({"texts": len(texts)} | {one: len(places) for one, places in missing.items()})
        if texts:
            print(f"{name:38}{len(texts):>7}" + "".join(f"{len(one) or '':>8}" for one in missing.values()))
        if options.list:
            for language, places in missing.items():
                for place in places:
                    print(f"    {language:6} {place}")
    print(json.dumps({"texts": total["texts"], "missing": {one: total[one] for one in LANGUAGES[1:]}}))
    return 0


def translated(part: Any, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every text that is written by language, with its place in the file."""
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from translated(one, f"{place}[{number}]")
    elif isinstance(part, dict):
        if "ja" in part and set(part) <= set(LANGUAGES):
            yield place, part
        else:
            for name, one in part.items():
                yield from translated(one, f"{place}.{name}".lstrip("."))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
