"""The menus under the chat: what content says, put up on the channel.

    python -m local.rich_menu plan                       show what apply would do; changes nothing
    python -m local.rich_menu apply [--most 100]         do it; after a break or a limit, run it again
    python -m local.rich_menu draw FOLDER                only draw the images
    python -m local.rich_menu emergency begin 10201 ...  show these municipalities their emergency menu
    python -m local.rich_menu emergency end 10201 ...    show everybody their own menu again

Needs LINE_API_URL, LIFF_URL and LINE_CHANNEL_ACCESS_TOKEN in the environment, and compiled content;
`emergency` needs RESIDENTS_TABLE and the variables of AWS as well.
"""

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

from local.menu_channel import MOST_AN_HOUR, Work, plan, read
from local.menu_images import draw
from madoguchi.line.client import LineClient
from madoguchi.runtime.errors import Unavailable
from madoguchi.talk.menus import menus
from madoguchi.talk.switch_menus import begin_emergency, end_emergency


def main(arguments: list[str]) -> int:
    """Run the command line; 1 when something is left to do."""
    options = _parser().parse_args(arguments)
    wanted = list(menus(os.environ["LIFF_URL"]))
    if options.what == "draw":
        options.folder.mkdir(parents=True, exist_ok=True)
        for menu in wanted:
            (options.folder / f"{menu.id}.png").write_bytes(draw(menu))
        print(f"rich menus: {len(wanted)} drawn")
        return 0
    token = os.environ["LINE_CHANNEL_ACCESS_TOKEN"]
    line = LineClient(access_token=lambda: token)
    try:
        if options.what == "emergency":
            return _switch(options.state, options.municipalities, line)
        channel = read(line)
        if options.what == "plan":
            steps = plan(wanted, channel)
            print(*steps, sep="\n")
            print(_summary(Counter(step.kind for step in steps)))
            return 0
        done: Counter[str] = Counter()
        try:
            for step in Work(line, draw, time.sleep, options.most).apply(wanted, channel):
                done[step.kind] += 1
                print(step, flush=True)
        finally:
            print(_summary(done))
    except Unavailable as refusal:
        print(f"rich menus: {refusal}", file=sys.stderr)
        return 1
    return 0


def _switch(state: str, municipalities: list[str], line: LineClient) -> int:
    for municipality in municipalities:
        switch = begin_emergency if state == "begin" else end_emergency
        print(f"{municipality}: {switch(municipality, line):,} residents", flush=True)
    return 0


def _summary(steps: Counter[str]) -> str:
    counted = ", ".join(f"{number} {kind}" for kind, number in steps.items())
    return f"rich menus: {counted or 'nothing to do'}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True)
    commands.add_parser("plan")
    applying = commands.add_parser("apply")
    applying.add_argument(
        "--most", type=int, default=MOST_AN_HOUR, help="creations and deletions in this run"
    )
    drawing = commands.add_parser("draw")
    drawing.add_argument("folder", type=Path)
    switching = commands.add_parser("emergency")
    switching.add_argument("state", choices=("begin", "end"))
    switching.add_argument("municipalities", nargs="+", metavar="CODE")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
