"""Simulate broadcasts: `make simulate-broadcast SEEDS=500`, `python -m tests.simulation --seeds 9 --first 3`.

The room's real code runs against stores, a queue and LINE in virtual time, and dies at any call.
The last line is JSON; the exit status is 1 when anybody was lost or told twice.
"""

import argparse
import json
import logging
import time
from dataclasses import asdict, fields

from tests.simulation.checker import Verdict, judge
from tests.simulation.seeds import plan_of
from tests.simulation.world import Deliver, World, deliver_chunk


def simulate(seed: int, deliver: Deliver = deliver_chunk) -> Verdict:
    """Run one seed and judge it."""
    world = World(seed, plan_of(seed), deliver)
    world.run()
    return judge(world)


def main(arguments: list[str]) -> int:
    """Run many seeds; prints each that went wrong, and the sums."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args(arguments)
    # What the room logs about faults is what is simulated here.
    logging.disable(logging.CRITICAL)
    began, totals, wrong = time.monotonic(), Verdict(), 0
    for seed in range(options.first, options.first + options.seeds):
        verdict = simulate(seed)
        if not verdict.is_clean:
            wrong += 1
            print(f"seed {seed}: {verdict} in {plan_of(seed)}")
        for field in fields(Verdict):
            setattr(totals, field.name, getattr(totals, field.name) + getattr(verdict, field.name))
        if (seed + 1) % 50 == 0:
            print(f"{seed + 1} seeds, {wrong} wrong, {time.monotonic() - began:.0f} s", flush=True)
    print(json.dumps({"runs": options.seeds, **asdict(totals)}))
    return 0 if totals.is_clean else 1
