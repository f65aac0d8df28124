"""Many days at the counter of applications, with faults at every call of the store.

python -m tests.simulation.forms --seeds 200
"""

import argparse
import json
import logging
import sys

from tests.moto_cloud import content_on_path
from tests.simulation.application_checker import Verdict, judge
from tests.simulation.application_store import ApplicationsInMemory
from tests.simulation.application_world import World


def day(seed: int, store: ApplicationsInMemory | None = None) -> Verdict:
    """Play one day and judge it."""
    content_on_path()
    world = World(seed, store or ApplicationsInMemory())
    world.run()
    return judge(world)


def main(arguments: list[str]) -> int:
    """Run the command line; 0 when every day was fine. The last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the first seed: one bad day is played again so")
    options = parser.parse_args(arguments)
    # What the code logs of a bad day is its operator's; the last line is the verdict's.
    logging.disable(logging.CRITICAL)
    total = Verdict()
    for seed in range(options.first, options.first + options.seeds):
        verdict = day(seed)
        if not verdict.fine():
            print(f"seed {seed}: {json.dumps(vars(verdict))}", file=sys.stderr)
        total += verdict
    print(json.dumps({"seeds": options.seeds, **vars(total)}))
    return 0 if total.fine() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
