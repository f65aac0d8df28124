"""The menus' images, drawn from words and a few icons: PNG with a palette, far below LINE's 1 MB."""

import io
from collections.abc import Callable

import pylopdf_fonts_jp
from PIL import Image, ImageDraw, ImageFont

from madoguchi.talk.menus import Menu, Tile

MARGIN = 12
ROUNDNESS = 24
WHITE = "#FFFFFF"

Canvas = ImageDraw.ImageDraw
Spot = Callable[[float, float], tuple[float, float]]
"""Turns a point of the icon's own square, 0 to 100 each way, into one of the image."""


def draw(menu: Menu) -> bytes:
    """Draw each area as a tile with its icon and words."""
    image = Image.new("RGB", (menu.width, menu.height), WHITE)
    canvas = ImageDraw.Draw(image)
    for tile, cell in zip(menu.tiles, menu.cells(), strict=True):
        _draw_tile(canvas, tile, cell, large=menu.large)
    png = io.BytesIO()
    image.quantize(48).save(png, "PNG")
    return png.getvalue()


def _draw_tile(canvas: Canvas, tile: Tile, cell: dict[str, int], *, large: bool) -> None:
    left, top = cell["x"] + MARGIN, cell["y"] + MARGIN
    right, bottom = cell["x"] + cell["width"] - MARGIN, cell["y"] + cell["height"] - MARGIN
    canvas.rounded_rectangle((left, top, right, bottom), ROUNDNESS, fill=tile.colour)
    middle, width, height = (left + right) / 2, right - left - 2 * ROUNDNESS, bottom - top
    side = height * 0.36
    corner = (middle - side / 2, top + height * 0.1)
    ICONS[tile.icon](
        canvas, lambda x, y: (corner[0] + side * x / 100, corner[1] + side * y / 100), side / 100
    )
    font = _font(tile.title, 100 if large else 62, int(width))
    canvas.text(
        (middle, top + height * (0.72 if large else 0.62)),
        tile.title,
        WHITE,
        font,
        anchor="mm",
        stroke_width=1,
    )
    if tile.subtitle:
        small = _font(tile.subtitle, 34, int(width))
        canvas.text((middle, top + height * 0.84), tile.subtitle, WHITE, small, anchor="mm")


def _font(text: str, size: int, width: int) -> ImageFont.FreeTypeFont:
    """Return the largest font up to `size` in which the text fits."""
    typeface = str(pylopdf_fonts_jp.sans_path())
    font = ImageFont.truetype(typeface, size)
    length = font.getlength(text)
    return font if length <= width else ImageFont.truetype(typeface, int(size * width / length))


def _line(canvas: Canvas, at: Spot, unit: float, *points: tuple[float, float], width: float = 8) -> None:
    canvas.line([at(*point) for point in points], WHITE, int(width * unit), joint="curve")


def _disc(canvas: Canvas, at: Spot, unit: float, x: float, y: float, radius: float) -> None:
    canvas.circle(at(x, y), radius * unit, fill=WHITE)


def _run(canvas: Canvas, at: Spot, unit: float) -> None:
    _disc(canvas, at, unit, 62, 12, 11)
    _line(canvas, at, unit, (58, 30), (46, 58), (64, 72), (58, 96), width=12)
    _line(canvas, at, unit, (46, 58), (30, 78), (10, 78), width=12)
    _line(canvas, at, unit, (24, 44), (38, 28), (58, 32), (72, 48), (88, 46), width=10)


def _document(canvas: Canvas, at: Spot, unit: float) -> None:
    canvas.polygon(
        [at(22, 4), at(62, 4), at(80, 22), at(80, 96), at(22, 96)], outline=WHITE, width=int(8 * unit)
    )
    for y in (40, 57, 74):
        _line(canvas, at, unit, (36, y), (67, y))


def _person(canvas: Canvas, at: Spot, unit: float) -> None:
    _disc(canvas, at, unit, 50, 28, 22)
    canvas.pieslice([at(10, 56), at(90, 136)], 180, 360, fill=WHITE)


def _globe(canvas: Canvas, at: Spot, unit: float) -> None:
    width = int(7 * unit)
    canvas.ellipse([at(6, 6), at(94, 94)], outline=WHITE, width=width)
    canvas.ellipse([at(32, 6), at(68, 94)], outline=WHITE, width=width)
    for y in (34, 66):
        _line(canvas, at, unit, (12, y), (88, y), width=7)


def _talk(canvas: Canvas, at: Spot, unit: float) -> None:
    canvas.rounded_rectangle([at(4, 10), at(96, 74)], 18 * unit, outline=WHITE, width=int(8 * unit))
    canvas.polygon([at(26, 70), at(26, 96), at(50, 70)], fill=WHITE)
    for x in (30, 50, 70):
        _disc(canvas, at, unit, x, 42, 6)


def _list(canvas: Canvas, at: Spot, unit: float) -> None:
    for y in (20, 50, 80):
        _disc(canvas, at, unit, 14, y, 8)
        _line(canvas, at, unit, (34, y), (94, y), width=11)


def _warning(canvas: Canvas, at: Spot, unit: float) -> None:
    canvas.polygon([at(50, 4), at(98, 92), at(2, 92)], outline=WHITE, width=int(9 * unit))
    _line(canvas, at, unit, (50, 34), (50, 64), width=11)
    _disc(canvas, at, unit, 50, 78, 6)


def _map(canvas: Canvas, at: Spot, unit: float) -> None:
    canvas.pieslice([at(18, 0), at(82, 64)], 150, 390, fill=WHITE)
    canvas.polygon([at(21, 44), at(79, 44), at(50, 98)], fill=WHITE)
    _disc(canvas, at, unit, 50, 34, 28)
    canvas.circle(at(50, 32), 12 * unit, fill="#5E35A8")


def _phone(canvas: Canvas, at: Spot, unit: float) -> None:
    canvas.rounded_rectangle([at(24, 2), at(76, 98)], 12 * unit, outline=WHITE, width=int(8 * unit))
    _line(canvas, at, unit, (42, 16), (58, 16), width=6)
    _disc(canvas, at, unit, 50, 84, 6)


ICONS: dict[str, Callable[[Canvas, Spot, float], None]] = {
    "document": _document,
    "globe": _globe,
    "list": _list,
    "map": _map,
    "person": _person,
    "phone": _phone,
    "run": _run,
    "talk": _talk,
    "warning": _warning,
}
