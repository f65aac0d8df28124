"""Evacuation sites and shelters as rows, out of GSI's CSV and GeoJSON and the standard open-data CSV."""

import csv
import io
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from local.importers.municipal_code import five_digits
from local.importers.report import ImportProblem, Tally
from local.importers.sources import GEOJSON, InputFile, features
from local.importers.zones import JAPAN
from madoguchi.drill.shelters import Hazard

LAYOUTS = Path(__file__).parent / "layouts.toml"


@dataclass(frozen=True)
class Row:
    """One published site (`kind` emergency_site) or shelter (`kind` shelter), text as it came."""

    kind: str
    where: str
    id: str
    name: str
    address: str
    municipality: str
    latitude: float
    longitude: float
    note: str
    accepts: str = ""
    also_shelter: bool = False
    flagged: frozenset[Hazard] = field(default_factory=frozenset)


def rows(files: Iterable[InputFile], known: Collection[str], tally: Tally) -> Iterator[Row]:
    """Yield every readable row. Raises ImportProblem for a file of no known layout.

    `known` are the municipalities' 5-digit codes, where boundaries were given.
    """
    for file in files:
        if file.name.lower().endswith(".csv"):
            records = _csv_records(file, tally)
        elif file.name.lower().endswith(GEOJSON):
            records = _geojson_records(file)
        else:
            continue
        layout: dict[str, Any] | None = None
        for where, record in records:
            layout = layout or _layout_of(file.name, record)
            row = _row(layout, where, record, known, tally)
            if row is not None:
                yield row


def decoded(file: InputFile) -> str:
    """Read text in UTF-8 (with or without BOM) or Shift_JIS. Raises ImportProblem for anything else."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return file.content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportProblem(file.name, "neither UTF-8 nor Shift_JIS", "save the table as CSV UTF-8")


def _csv_records(file: InputFile, tally: Tally) -> Iterator[tuple[str, dict[str, str]]]:
    # A remark may hold line breaks inside quotes: only the csv reader knows where a record ends.
    reader = csv.reader(io.StringIO(decoded(file), newline=""), strict=True)
    try:
        header = [normalize("NFKC", name).strip() for name in next(reader, [])]
        for number, values in enumerate(reader, start=1):
            where = f"{file.name} record {number}"
            if len(values) == len(header):
                yield where, dict(zip(header, values, strict=True))
            elif any(value.strip() for value in values):
                tally.skip("record with too few or too many columns", where)
    except csv.Error as problem:
        raise ImportProblem(
            f"{file.name} line {reader.line_num}", f"quotes do not match ({problem})", "download it again"
        ) from problem


def _geojson_records(file: InputFile) -> Iterator[tuple[str, dict[str, str]]]:
    for feature in features([file]):
        record = {normalize("NFKC", key): _text(value) for key, value in feature.properties.items()}
        geometry = feature.geometry or {}
        if geometry.get("type") == "Point":
            # The geometry is what GSI draws; a table's own columns may lag behind it.
            record["経度"], record["緯度"] = (str(value) for value in geometry["coordinates"][:2])
        yield feature.where, record


def _text(value: object) -> str:
    return "" if value is None else str(value)


@cache
def _layouts() -> list[dict[str, Any]]:
    layouts: list[dict[str, Any]] = tomllib.loads(LAYOUTS.read_text(encoding="utf-8"))["layout"]
    return layouts


def _layout_of(name: str, record: dict[str, str]) -> dict[str, Any]:
    for layout in _layouts():
        columns = [layout[key] for key in ("id", "place", "latitude", "longitude")]
        columns += [layout["accepts"]] if layout["kind"] == "shelter" else list(layout["flags"].values())
        if all(normalize("NFKC", column) in record for column in columns):
            return layout
    raise ImportProblem(
        name,
        f"columns are of no known layout: {', '.join(list(record)[:6])} ...",
        "known: " + "; ".join(layout["name"] for layout in _layouts()) + ". Add it to layouts.toml",
    )


def _row(
    layout: dict[str, Any], where: str, record: dict[str, str], known: Collection[str], tally: Tally
) -> Row | None:
    def cell(key: str) -> str:
        return record.get(normalize("NFKC", layout.get(key, "")), "").strip()

    position = _position(cell("latitude"), cell("longitude"))
    municipality = _municipality(layout, cell, known)
    if not cell("place"):
        tally.skip("no name", where)
    elif position is None:
        tally.skip("no position in Japan (latitude and longitude swapped?)", where)
    elif municipality is None:
        tally.skip("municipality cannot be read from its code", where)
    else:
        return Row(
            layout["kind"],
            where,
            cell("id"),
            cell("place"),
            cell("address"),
            municipality,
            *position,
            note="\n".join(note for note in (cell("note"), cell("other")) if note),
            accepts=cell("accepts"),
            also_shelter=cell("also_shelter") == "1",
            flagged=_flagged(layout, record, where, tally),
        )
    return None


def _position(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        y, x = float(normalize("NFKC", latitude)), float(normalize("NFKC", longitude))
    except ValueError:
        return None
    west, south, east, north = JAPAN
    return (y, x) if south <= y <= north and west <= x <= east else None


def _municipality(layout: dict[str, Any], cell: Any, known: Collection[str]) -> str | None:
    if "municipality" in layout:
        return five_digits(cell("municipality"), known)
    # 共通ID: a letter, the 5-digit code, the facility's 5-digit number, 3 digits of kind.
    code = str(cell("id"))[1:6]
    return code if code.isdecimal() and len(code) == 5 else None


def _flagged(layout: dict[str, Any], record: dict[str, str], where: str, tally: Tally) -> frozenset[Hazard]:
    flagged: set[Hazard] = set()
    for hazard, column in layout.get("flags", {}).items():
        value = normalize("NFKC", record.get(normalize("NFKC", column), "")).strip()
        if value == "1":
            flagged.add(hazard)
        elif value not in ("", "0"):
            tally.remark(f"flag {value!r} is not 1: read as not usable", where)
    return frozenset(flagged)
