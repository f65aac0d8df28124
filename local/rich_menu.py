"""Draw the menu under the chat from content and put it up on the channel; doing it again changes nothing.

    python -m local.rich_menu                  put it up on the channel of LINE_API_URL
    python -m local.rich_menu --draw FILE.png  only draw it

Needs LINE_API_URL, LIFF_URL and LINE_CHANNEL_ACCESS_TOKEN in the environment, and compiled content.
"""

import argparse
import io
import os
import sys
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
from PIL import Image, ImageDraw, ImageFont

from madoguchi.line.client import LineClient
from madoguchi.runtime.content import content
from madoguchi.talk.rich_menu import cells, put_up

MARGIN = 24
ROUNDNESS = 48


def main(arguments: list[str]) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--draw", type=Path, metavar="FILE.png")
    options = parser.parse_args(arguments)
    png = draw(content("talk/richmenu"))
    if options.draw:
        options.draw.write_bytes(png)
        print(f"rich menu: drawn, {len(png):,} bytes")
        return 0
    token = os.environ["LINE_CHANNEL_ACCESS_TOKEN"]
    menu_id, changed = put_up(LineClient(access_token=lambda: token), os.environ["LIFF_URL"], png)
    print(f"rich menu: {menu_id} {'put up' if changed else 'is up to date'}")
    return 0


def draw(menu: dict[str, Any]) -> bytes:
    """Draw each area as a tile with its title and subtitle; PNG with a palette, far below LINE's 1 MB."""
    image = Image.new("RGB", (menu["width"], menu["height"]), "#FFFFFF")
    canvas = ImageDraw.Draw(image)
    for area, cell in zip(menu["areas"], cells(menu), strict=True):
        _draw_tile(canvas, area, cell)
    png = io.BytesIO()
    image.quantize(64).save(png, "PNG", optimize=True)
    return png.getvalue()


def _draw_tile(canvas: ImageDraw.ImageDraw, area: dict[str, Any], cell: dict[str, int]) -> None:
    left, top = cell["x"] + MARGIN, cell["y"] + MARGIN
    right, bottom = cell["x"] + cell["width"] - MARGIN, cell["y"] + cell["height"] - MARGIN
    canvas.rounded_rectangle((left, top, right, bottom), ROUNDNESS, fill=area["colour"])
    middle, width = (left + right) // 2, right - left - 2 * ROUNDNESS
    title = _font(area["title"], 150, width)
    canvas.text(
        (middle, top + (bottom - top) * 0.42), area["title"], "#FFFFFF", title, anchor="mm", stroke_width=2
    )
    subtitle = _font(area["subtitle"], 72, width)
    canvas.text((middle, top + (bottom - top) * 0.68), area["subtitle"], "#FFFFFF", subtitle, anchor="mm")


def _font(text: str, size: int, width: int) -> ImageFont.FreeTypeFont:
    """Return the largest font up to `size` in which the text fits."""
    typeface = str(pylopdf_fonts_jp.sans_path())
    font = ImageFont.truetype(typeface, size)
    length = font.getlength(text)
    return font if length <= width else ImageFont.truetype(typeface, int(size * width / length))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
