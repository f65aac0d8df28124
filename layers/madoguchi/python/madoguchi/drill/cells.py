"""A map as cells: one byte of class for every 0.15 by 0.225 arc seconds, in one file that is read in place.

A cell is the 5 m mesh that rivers are simulated on (about 4.6 m by 5.6 m in Gunma); a block is 200 by 200
cells, the 1 km mesh of JIS X 0410. File, little-endian: magic, the grid's south-west block, rows, columns;
one entry (offset, length) per block, where length 0 means that the whole block is of class `offset`; then
zlib blocks.
"""

import mmap
import struct
import zlib
from functools import lru_cache
from math import floor
from pathlib import Path

from madoguchi.runtime.errors import Unavailable

MAGIC = b"MDGCELL1"
HEADER = struct.Struct("<8siiII")
ENTRY = struct.Struct("<II")
BLOCK_CELLS = 200
CELLS_PER_LATITUDE_DEGREE = 24_000
CELLS_PER_LONGITUDE_DEGREE = 16_000
NOT_COVERED = 255
WARM_BLOCKS = 32


class CellMap:
    """The classes of one data set, looked up by point."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, self._south, self._west, self._rows, self._columns = HEADER.unpack_from(self._bytes)
        if magic != MAGIC:
            raise Unavailable(f"{path.name} is not a cell map of this version: build it again")
        self._block = lru_cache(maxsize=WARM_BLOCKS)(self._read_block)

    def at(self, latitude: float, longitude: float) -> int:
        """Return the class of the cell under a point (degrees, JGD2011), NOT_COVERED outside the grid."""
        row, y = divmod(floor(latitude * CELLS_PER_LATITUDE_DEGREE), BLOCK_CELLS)
        column, x = divmod(floor(longitude * CELLS_PER_LONGITUDE_DEGREE), BLOCK_CELLS)
        row -= self._south
        column -= self._west
        if not (0 <= row < self._rows and 0 <= column < self._columns):
            return NOT_COVERED
        block = self._block(row * self._columns + column)
        return block if isinstance(block, int) else block[y * BLOCK_CELLS + x]

    def _read_block(self, number: int) -> int | bytes:
        offset, length = ENTRY.unpack_from(self._bytes, HEADER.size + number * ENTRY.size)
        return zlib.decompress(self._bytes[offset : offset + length]) if length else int(offset)
