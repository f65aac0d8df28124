"""Close a campaign's entries, draw its winners, verify what was published.

python -m local.lottery close NUMBERS --into FOLDER     write entries.txt and the commitment: publish both
python -m local.lottery draw FOLDER --seed SEED --winners N --commitment HASH
python -m local.lottery verify FOLDER
"""

import argparse
import json
import sys
from pathlib import Path

from local.lottery.verify import main as verify
from madoguchi.lottery.draw import commitment, entries_file, winners
from madoguchi.runtime.errors import BadRequest


def main(arguments: list[str]) -> int:
    """Run the command line; 0 when done, 1 with a sentence when refused."""
    options = _parser().parse_args(arguments)
    try:
        done: int = options.run(options)
    except (BadRequest, OSError, UnicodeDecodeError) as problem:
        print(f"lottery: {problem}", file=sys.stderr)
        return 1
    return done


def close(options: argparse.Namespace) -> int:
    """Write the closed entries and their commitment."""
    entries = entries_file(line for line in options.numbers.read_text().split() if line)
    options.into.mkdir(parents=True, exist_ok=True)
    path = options.into / "entries.txt"
    if path.exists() and path.read_bytes() != entries:
        raise BadRequest(f"{path} is closed already, with other entries")
    path.write_bytes(entries)
    print(
        f"{len(entries.splitlines())} entries closed; publish this commitment now, before the seed is known:"
    )
    print(commitment(entries))
    return 0


def draw(options: argparse.Namespace) -> int:
    """Draw from closed entries that are still those that were committed to."""
    entries = (options.folder / "entries.txt").read_bytes()
    if commitment(entries) != options.commitment:
        raise BadRequest("entries.txt is not what the published commitment stands for")
    path = options.folder / "draw.json"
    if path.exists():
        raise BadRequest(f"{path} is there: a campaign is drawn once")
    drawn = winners(entries, options.seed, options.winners)
    found = {"commitment": options.commitment, "seed": options.seed, "winners": drawn}
    path.write_text(json.dumps(found, indent=2) + "\n")
    print("\n".join(drawn))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local.lottery",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    closing = commands.add_parser("close", help="close the entries and print the commitment")
    closing.add_argument("numbers", type=Path, help="a file of entry numbers, one a line; no names")
    closing.add_argument("--into", type=Path, required=True, help="the folder that will be published")
    closing.set_defaults(run=close)
    drawing = commands.add_parser("draw", help="draw the winners from a public seed")
    drawing.add_argument("folder", type=Path)
    drawing.add_argument("--seed", required=True, help="the public seed, as it was announced beforehand")
    drawing.add_argument("--winners", type=int, required=True)
    drawing.add_argument("--commitment", required=True, help="the hash as it was published")
    drawing.set_defaults(run=draw)
    checking = commands.add_parser("verify", help="recompute a published draw")
    checking.add_argument("folder", type=Path)
    checking.set_defaults(run=lambda options: verify([str(options.folder)]))
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
