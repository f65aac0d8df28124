"""The forms of Flex values: sizes, colours, ratios and enumerated words."""

import re

COLOR = re.compile(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?")
PIXELS = r"\d+(\.\d+)?px"
SPACING = re.compile(rf"none|xs|sm|md|lg|xl|xxl|{PIXELS}")
PADDING = re.compile(rf"none|xs|sm|md|lg|xl|xxl|{PIXELS}|\d+(\.\d+)?%")
OFFSET = re.compile(rf"none|xs|sm|md|lg|xl|xxl|-?{PIXELS}|-?\d+(\.\d+)?%")
LENGTH = re.compile(rf"{PIXELS}|\d+(\.\d+)?%")
BORDER_WIDTH = re.compile(rf"none|light|normal|medium|semi-bold|bold|{PIXELS}")
CORNER_RADIUS = re.compile(rf"none|xs|sm|md|lg|xl|xxl|{PIXELS}")
TEXT_SIZE = re.compile(rf"xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|{PIXELS}")
IMAGE_SIZE = re.compile(rf"xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|full|{PIXELS}|\d+(\.\d+)?%")
ASPECT_RATIO = re.compile(r"[1-9]\d{0,4}(\.\d+)?:[1-9]\d{0,4}(\.\d+)?")
ANGLE = re.compile(r"\d+(\.\d+)?deg")
PERCENT = re.compile(r"\d+(\.\d+)?%")


def words(*allowed: str) -> re.Pattern[str]:
    """The form of an enumerated value."""
    return re.compile("|".join(re.escape(word) for word in allowed))


ALIGN = words("start", "end", "center")
GRAVITY = words("top", "bottom", "center")
POSITION = words("relative", "absolute")
WEIGHT = words("regular", "bold")
TEXT_STYLE = words("normal", "italic")
DECORATION = words("none", "underline", "line-through")
