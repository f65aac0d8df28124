"""Features of GeoJSON and Shapefile, from a file, a folder, or a zip as the ministry ships it."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import shapefile  # type: ignore[import-untyped]

from local.importers.report import ImportProblem

GEOJSON = (".geojson", ".json")
SHAPEFILE_PARTS = (".shp", ".dbf", ".prj", ".cpg")
READABLE = (*GEOJSON, *SHAPEFILE_PARTS, ".csv")
# JGD2011, JGD2000, WGS 84: within 2 m of each other here. Tokyo Datum is 400 m off.
GEOGRAPHIC_CRS = ("6668", "4612", "4326", "CRS84")
GEOGRAPHIC_PRJ = ("JGD_2011", "JGD2011", "JGD_2000", "JGD2000", "WGS_1984", "WGS 84")


@dataclass(frozen=True)
class InputFile:
    """One file's name and bytes, wherever it was packed."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Feature:
    """One feature: GeoJSON geometry (or None), its attributes, and where it stands for messages."""

    file: str
    where: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


def input_files(paths: Iterable[Path]) -> Iterator[InputFile]:
    """Yield the readable files below paths, in a stable order. Raises ImportProblem for what is not there."""
    for path in paths:
        if path.is_dir():
            for below in sorted(path.rglob("*")):
                if below.suffix.lower() in (*READABLE, ".zip"):
                    yield from input_files([below])
        elif not path.is_file():
            raise ImportProblem(str(path), "there is no such file", "check the path")
        elif path.suffix.lower() == ".zip":
            yield from _unzip(path.name, path.read_bytes())
        else:
            yield InputFile(path.name, path.read_bytes())


def _unzip(name: str, content: bytes) -> Iterator[InputFile]:
    try:
        # The ministry's archives carry Japanese folder names in cp932 without saying so.
        archive = zipfile.ZipFile(io.BytesIO(content), metadata_encoding="cp932")
    except zipfile.BadZipFile as problem:
        raise ImportProblem(name, "the zip file is damaged", "download it again") from problem
    for member in sorted(archive.namelist()):
        suffix = PurePosixPath(member).suffix.lower()
        if suffix == ".zip":
            yield from _unzip(f"{name}/{member}", archive.read(member))
        elif suffix in READABLE:
            yield InputFile(f"{name}/{member}", archive.read(member))


def digest(files: Iterable[InputFile]) -> str:
    """Name the exact input, whatever its folders are called."""
    return sha256("".join(sorted(sha256(file.content).hexdigest() for file in files)).encode()).hexdigest()


def features(files: Iterable[InputFile]) -> Iterator[Feature]:
    """Yield every feature. Raises ImportProblem for other coordinates and for damaged files."""
    by_name = {file.name: file for file in files}
    for name, file in by_name.items():
        if name.lower().endswith(GEOJSON):
            yield from _geojson_features(file)
        elif name.lower().endswith(".shp"):
            yield from _shapefile_features(file, by_name)


def _geojson_features(file: InputFile) -> Iterator[Feature]:
    try:
        collection = json.loads(file.content.decode("utf-8-sig"))
        found = collection["features"]
    except (ValueError, KeyError, TypeError) as problem:
        raise ImportProblem(
            file.name, "no GeoJSON FeatureCollection in UTF-8", "download it again, or use the Shapefile"
        ) from problem
    crs = str(collection.get("crs") or "CRS84")
    if not any(known in crs for known in GEOGRAPHIC_CRS):
        raise ImportProblem(file.name, f"coordinates are in {crs}", "convert to JGD2011 (EPSG:6668)")
    for number, feature in enumerate(found, start=1):
        where = f"{file.name} feature {number}"
        yield Feature(file.name, where, feature.get("geometry"), feature.get("properties") or {})


def _shapefile_features(file: InputFile, by_name: dict[str, InputFile]) -> Iterator[Feature]:
    def part(suffix: str) -> bytes | None:
        stem = file.name[: -len(".shp")]
        found = by_name.get(stem + suffix) or by_name.get(stem + suffix.upper())
        return found.content if found else None

    attributes, projection = part(".dbf"), part(".prj")
    if attributes is None:
        raise ImportProblem(file.name, "its .dbf is missing", "put .shp, .dbf and .prj into one folder")
    text = (projection or b"").decode("utf-8", "replace")
    if projection is None or "PROJCS" in text or not any(known in text for known in GEOGRAPHIC_PRJ):
        raise ImportProblem(
            file.name,
            f"its .prj {'is missing' if projection is None else 'is not JGD2011 in degrees'}",
            "use the ministry's file as downloaded, or convert to JGD2011 (EPSG:6668)",
        )
    encoding = "utf-8" if b"UTF" in (part(".cpg") or b"").upper() else "cp932"
    try:
        reader = shapefile.Reader(shp=io.BytesIO(file.content), dbf=io.BytesIO(attributes), encoding=encoding)
        for number, record in enumerate(reader.iterShapeRecords(), start=1):
            geometry = None if record.shape.shapeTypeName == "NULL" else dict(record.shape.__geo_interface__)
            yield Feature(file.name, f"{file.name} record {number}", geometry, record.record.as_dict())
    except (shapefile.ShapefileException, UnicodeDecodeError) as problem:
        raise ImportProblem(
            file.name, f"unreadable as {encoding}: {problem}", "download it again"
        ) from problem
