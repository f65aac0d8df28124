"""Zones and coverage into the cell map that `madoguchi.drill.cells` reads."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from local.importers.raster import Edges, centred, edges, in_rows, touched
from local.importers.zones import Zone
from madoguchi.drill.cells import BLOCK_CELLS, ENTRY, HEADER, MAGIC, NOT_COVERED

# Level 9 takes nine times as long for a sixth less; the index is small either way.
COMPRESSION = 6

type Classes = npt.NDArray[np.uint8]
type BandMaker = Callable[[int, int, int], Classes]  # first row, first column, width, in cells


@dataclass(frozen=True)
class _Outline:
    value: int
    edges: Edges
    west: int
    south: int
    east: int
    north: int


def write_hazard(path: Path, zones: Iterable[Zone], coverage: BaseGeometry) -> int:
    """Write one hazard: a cell takes the worst zone that touches it; return the file's bytes.

    No zone and not wholly inside `coverage` is NOT_COVERED: at the rim of what we know we do not know.
    """
    drawn = [_outline(zone.value, zone.area) for zone in zones]
    rim = _outline(0, coverage)
    return _write(path, [*drawn, rim], lambda row, west, width: _hazard_band(drawn, rim, row, west, width))


def write_municipalities(path: Path, areas: Sequence[BaseGeometry]) -> int:
    """Write whose ground each cell's centre is: the area's place in the sequence, NOT_COVERED for none."""
    if len(areas) >= NOT_COVERED:
        raise ValueError(f"{len(areas)} municipalities do not fit: build one prefecture at a time")
    drawn = [_outline(number, area) for number, area in enumerate(areas)]
    return _write(path, drawn, lambda row, west, width: _municipality_band(drawn, row, west, width))


def _outline(value: int, area: BaseGeometry) -> _Outline:
    border = edges(area)
    low = np.floor(border.min(axis=0)).astype(int)
    high = np.floor(border.max(axis=0)).astype(int)
    # One cell of margin: a border may touch the next cell by rounding.
    return _Outline(
        value,
        border,
        west=int(min(low[0], low[2])) - 1,
        south=int(min(low[1], low[3])) - 1,
        east=int(max(high[0], high[2])) + 2,
        north=int(max(high[1], high[3])) + 2,
    )


def _hazard_band(drawn: Sequence[_Outline], rim: _Outline, row: int, west: int, width: int) -> Classes:
    band: Classes = np.zeros((BLOCK_CELLS, width), dtype=np.uint8)
    for outline in _reaching(drawn, row):
        border, window, column, shape = _window(outline, row, west)
        mask = touched(border, row, column, shape) | centred(border, row, column, shape)
        np.maximum(band[:, window], mask * np.uint8(outline.value), out=band[:, window])
    known = np.zeros_like(band, dtype=np.bool_)
    for outline in _reaching([rim], row):
        border, window, column, shape = _window(outline, row, west)
        known[:, window] = centred(border, row, column, shape) & ~touched(border, row, column, shape)
    band[(band == 0) & ~known] = NOT_COVERED
    return band


def _municipality_band(drawn: Sequence[_Outline], row: int, west: int, width: int) -> Classes:
    band: Classes = np.full((BLOCK_CELLS, width), NOT_COVERED, dtype=np.uint8)
    for outline in _reaching(drawn, row):
        border, window, column, shape = _window(outline, row, west)
        band[:, window][centred(border, row, column, shape)] = outline.value
    return band


def _reaching(drawn: Iterable[_Outline], row: int) -> Iterator[_Outline]:
    return (outline for outline in drawn if outline.south < row + BLOCK_CELLS and outline.north > row)


def _window(outline: _Outline, row: int, west: int) -> tuple[Edges, slice, int, tuple[int, int]]:
    border = in_rows(outline.edges, row, BLOCK_CELLS)
    window = slice(outline.west - west, outline.east - west)
    return border, window, outline.west, (BLOCK_CELLS, outline.east - outline.west)


def _write(path: Path, drawn: Sequence[_Outline], band_of: BandMaker) -> int:
    west = min(outline.west for outline in drawn) // BLOCK_CELLS
    east = -(-max(outline.east for outline in drawn) // BLOCK_CELLS)
    south = min(outline.south for outline in drawn) // BLOCK_CELLS
    north = -(-max(outline.north for outline in drawn) // BLOCK_CELLS)
    rows, columns = north - south, east - west
    entries, blocks = bytearray(), bytearray()
    start = HEADER.size + rows * columns * ENTRY.size
    for row in range(south, north):
        band = band_of(row * BLOCK_CELLS, west * BLOCK_CELLS, columns * BLOCK_CELLS)
        for column in range(columns):
            block = np.ascontiguousarray(band[:, column * BLOCK_CELLS : (column + 1) * BLOCK_CELLS])
            first = int(block[0, 0])
            if (block == first).all():
                entries += ENTRY.pack(first, 0)
                continue
            packed = zlib.compress(block.tobytes(), COMPRESSION)
            entries += ENTRY.pack(start + len(blocks), len(packed))
            blocks += packed
    path.write_bytes(HEADER.pack(MAGIC, south, west, rows, columns) + entries + blocks)
    return path.stat().st_size
