"""What a colour of the national hazard map means: the nearest of its legend, or unknown; never "safe"."""

from functools import cache
from math import dist
from typing import Any, Literal

import yaml

from local.places import ROOT

LEGEND = ROOT / "layers" / "content" / "drills" / "legend.yaml"
# Maps are drawn over photographs and saved lossily; beyond this a colour is somebody else's.
FARTHEST = 60.0

type Layer = Literal["flood", "landslide"]
type Colour = tuple[int, int, int]


def meaning(layer: Layer, colour: Colour, alpha: int = 255) -> str:
    """Return the drill's answer for a colour (0 to 255 each), `none` where nothing is drawn, or `unknown`."""
    if alpha == 0:
        return "none"
    found = {answer: min(dist(colour, one) for one in colours) for answer, colours in legend()[layer].items()}
    nearest = min(found, key=lambda answer: found[answer])
    return nearest if found[nearest] <= FARTHEST else "unknown"


@cache
def legend() -> dict[str, Any]:
    """Return the legend as content has it."""
    found: dict[str, Any] = yaml.safe_load(LEGEND.read_bytes())
    return found
