"""A campaign's draw, step by step; each step may be run again and changes nothing the second time.

python -m local.campaign list
python -m local.campaign close ID --into FOLDER     write entries.txt and commit to it: publish both
python -m local.campaign draw ID FOLDER --seed SEED write draw.json from the published entries: publish it
python -m local.campaign winners ID                 tell winners in LINE, list whom to call
python -m local.campaign forget ID                  delete losers' contact data (done on time by itself)

Anybody checks what is published with `python local/lottery/verify.py FOLDER`, which needs Python alone.
"""

import argparse
import json
import sys
from pathlib import Path

from madoguchi.drill.assembly import ground
from madoguchi.drill.enter_campaign import campaign, campaigns
from madoguchi.drill.run_campaign import close, draw, forget_losers, tell_winners
from madoguchi.runtime.errors import Refusal


def run(arguments: list[str]) -> int:
    """Run the command line; 1 with a sentence when refused."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (Refusal, OSError) as problem:
        print(f"campaign: {problem}", file=sys.stderr)
        return 1
    return 0


def _list(_options: argparse.Namespace) -> None:
    for one in campaigns():
        found = ground().campaigns.draw(one.id)
        state = "drawn" if found.seed else "closed" if found.commitment else "not closed"
        print(one.id, one.opens_at.isoformat(), one.closes_at.isoformat(), one.rule, state)


def _close(options: argparse.Namespace) -> None:
    entries = close(campaign(options.id), ground())
    options.into.mkdir(parents=True, exist_ok=True)
    (options.into / "entries.txt").write_bytes(entries)
    found = ground().campaigns.draw(options.id)
    print(f"{found.entries} entries; publish entries.txt and this commitment before the seed is known:")
    print(found.commitment)


def _draw(options: argparse.Namespace) -> None:
    entries = (options.folder / "entries.txt").read_bytes()
    found = draw(campaign(options.id), entries, options.seed, ground())
    published = {"commitment": found.commitment, "seed": found.seed, "winners": list(found.winners)}
    (options.folder / "draw.json").write_text(json.dumps(published, indent=2) + "\n")
    print("\n".join(found.winners))


def _winners(options: argparse.Namespace) -> None:
    for entry in tell_winners(campaign(options.id), ground()):
        print(entry.number, entry.phone, "told in LINE" if entry.user_id else "to be called")


def _forget(options: argparse.Namespace) -> None:
    print(f"contact data of {forget_losers(campaign(options.id), ground())} entries deleted")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local.campaign",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("list", help="list campaigns and their state").set_defaults(run=_list)
    steps = {"close": _close, "draw": _draw, "winners": _winners, "forget": _forget}
    made = {name: commands.add_parser(name) for name in steps}
    for name, step in steps.items():
        made[name].add_argument("id")
        made[name].set_defaults(run=step)
    made["close"].add_argument("--into", type=Path, required=True, help="the folder that will be published")
    made["draw"].add_argument("folder", type=Path)
    made["draw"].add_argument("--seed", required=True, help="the public seed, as announced beforehand")
    return parser
