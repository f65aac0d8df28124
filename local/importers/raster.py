"""Which cells an area touches and which it fills: exact, in cell coordinates, one band of rows at a time."""

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from madoguchi.drill.cells import CELLS_PER_LATITUDE_DEGREE, CELLS_PER_LONGITUDE_DEGREE

type Edges = npt.NDArray[np.float64]  # one row per edge: x0, y0, x1, y1 in cells
type Mask = npt.NDArray[np.bool_]
type Numbers = npt.NDArray[np.float64]

# A border along a cell's side, or off it by rounding, touches the cells of both sides.
SLACK_CELLS = 1e-5


def edges(area: BaseGeometry) -> Edges:
    """Return the edges of all rings, in cells from the equator and the prime meridian."""
    points, ring_of = shapely.get_coordinates(shapely.get_parts(shapely.boundary(area)), return_index=True)
    cells: Numbers = points * np.array([CELLS_PER_LONGITUDE_DEGREE, CELLS_PER_LATITUDE_DEGREE], dtype=float)
    same_ring = ring_of[1:] == ring_of[:-1]
    found: Edges = np.hstack([cells[:-1], cells[1:]])[same_ring]
    return found


def in_rows(all_edges: Edges, first: int, rows: int) -> Edges:
    """Keep the edges that reach the rows [first, first + rows)."""
    low = np.minimum(all_edges[:, 1], all_edges[:, 3])
    high = np.maximum(all_edges[:, 1], all_edges[:, 3])
    return all_edges[(high >= first - SLACK_CELLS) & (low <= first + rows + SLACK_CELLS)]


def touched(band: Edges, row: int, column: int, shape: tuple[int, int]) -> Mask:
    """Mark every cell of the window that a border passes through or runs along."""
    pieces = _clip_to_rows(band, row - 1, row + shape[0] + 1)
    x, y = _points_in_every_cell(pieces)
    mask = np.zeros(shape, dtype=np.bool_)
    for shift_x in (-SLACK_CELLS, SLACK_CELLS):
        for shift_y in (-SLACK_CELLS, SLACK_CELLS):
            at_x = np.floor(x + shift_x).astype(np.int64) - column
            at_y = np.floor(y + shift_y).astype(np.int64) - row
            inside = (at_x >= 0) & (at_x < shape[1]) & (at_y >= 0) & (at_y < shape[0])
            mask[at_y[inside], at_x[inside]] = True
    return mask


def centred(band: Edges, row: int, column: int, shape: tuple[int, int]) -> Mask:
    """Mark every cell of the window whose centre lies inside, by the even-odd rule."""
    start, stop = band[:, 1] - 0.5, band[:, 3] - 0.5
    first = np.maximum(np.ceil(np.minimum(start, stop)), row).astype(np.int64)
    last = np.minimum(np.ceil(np.maximum(start, stop)), row + shape[0]).astype(np.int64)
    count = np.maximum(last - first, 0)
    edge = np.repeat(np.arange(len(band)), count)
    at_row = first[edge] + _count_up(count)
    x0, y0, x1, y1 = band[edge].T
    crossing = x0 + (at_row + 0.5 - y0) / (y1 - y0) * (x1 - x0)
    at_column = np.clip(np.ceil(crossing - 0.5).astype(np.int64) - column, 0, shape[1])
    flips = np.zeros((shape[0], shape[1] + 1), dtype=np.uint8)
    np.add.at(flips, (at_row - row, at_column), 1)
    # Sums wrap at 256, which is even: whether a cell is inside survives.
    return (np.cumsum(flips, axis=1, dtype=np.uint8)[:, :-1] & 1).astype(np.bool_)


def _clip_to_rows(band: Edges, low: int, high: int) -> Edges:
    """Cut long edges down to the rows at hand, so that a coast costs what the band shows of it."""
    x0, y0, x1, y1 = band.T
    rise = y1 - y0
    level = np.abs(rise) < SLACK_CELLS
    safe = np.where(level, 1.0, rise)
    bounds = np.sort(np.stack([(low - y0) / safe, (high - y0) / safe]), axis=0)
    start = np.where(level, 0.0, np.clip(bounds[0], 0.0, 1.0))
    stop = np.where(level, 1.0, np.clip(bounds[1], 0.0, 1.0))
    run = x1 - x0
    return np.stack([x0 + start * run, y0 + start * rise, x0 + stop * run, y0 + stop * rise], axis=1)


def _points_in_every_cell(pieces: Edges) -> tuple[Numbers, Numbers]:
    """Return the ends of every edge and one point between each two crossings of the cells' sides."""
    count = len(pieces)
    cuts = [np.zeros(count), np.ones(count)]
    owners = [np.arange(count), np.arange(count)]
    for start, stop in ((pieces[:, 0], pieces[:, 2]), (pieces[:, 1], pieces[:, 3])):
        owner, line = _lines_crossed(start, stop)
        cuts.append((line - start[owner]) / (stop - start)[owner])
        owners.append(owner)
    cut, owner = np.clip(np.concatenate(cuts), 0.0, 1.0), np.concatenate(owners)
    order = np.lexsort((cut, owner))
    cut, owner = cut[order], owner[order]
    same = owner[1:] == owner[:-1]
    middle, of = ((cut[1:] + cut[:-1]) / 2)[same], owner[1:][same]
    x = pieces[of, 0] + middle * (pieces[of, 2] - pieces[of, 0])
    y = pieces[of, 1] + middle * (pieces[of, 3] - pieces[of, 1])
    return np.concatenate([x, pieces[:, 0], pieces[:, 2]]), np.concatenate([y, pieces[:, 1], pieces[:, 3]])


def _lines_crossed(start: Numbers, stop: Numbers) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Return the whole numbers strictly between start and stop of each edge, and the edge of each."""
    low = np.floor(np.minimum(start, stop)).astype(np.int64) + 1
    high = np.ceil(np.maximum(start, stop)).astype(np.int64) - 1
    count = np.maximum(high - low + 1, 0)
    owner = np.repeat(np.arange(len(start)), count)
    return owner, (low[owner] + _count_up(count)).astype(np.float64)


def _count_up(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return 0, 1, ... n-1 for each n, one after the other."""
    ends = np.cumsum(counts)
    return np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
