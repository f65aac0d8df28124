"""Everybody's own plan brought back, in real time: `python -m tests.bench.personal --people 20000`.

The real code of both functions runs against dynoxide (DynamoDB in memory) and the LINE emulator's buckets:
2,000 pushes and 200 multicasts a second. So many people have a plan, and are pushed to; the others have none,
and get the common text. Where the cores at hand are too few, a scale of 4 takes a quarter of LINE's limits
and of our pace. The last line is JSON.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.broadcast import ROOT, close, deliver, free_port, say, set_up

LINE_PUSHES_A_SECOND = 2_000
BATCH = 10
"""As many chunks as the template hands to a sender at once."""


def main(arguments: list[str]) -> int:
    """Run the bench; 1 when anybody was lost, told twice or told of somebody else."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=20_000, help="who have a plan")
    parser.add_argument("--others", type=int, default=5_000, help="who have none")
    parser.add_argument("--senders", type=int, default=8, help="as many as the template allows")
    parser.add_argument("--scale", type=int, default=1, help="so many times fewer calls a second")
    parser.add_argument("--line-seconds", type=float, default=0.1, help="how long LINE takes to answer")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        database, line = free_port(), free_port()
        # A sender's share of the pace: of so many more, of whom only these are there.
        set_up(Path(folder), database, line, options.senders * options.scale)
        result = _run(Path(folder), options, database, line)
    print(json.dumps(result))
    return 1 if result["lost"] or result["duplicated"] or result["misled"] else 0


def _run(folder: Path, options: argparse.Namespace, database: int, line: int) -> dict[str, Any]:
    from tests.bench import broadcast_residents

    everybody = options.people + options.others
    say(f"{everybody:,} residents, {options.people:,} plans into dynoxide ...")
    drills = _drills(options.people)
    with (
        broadcast_residents.running(folder, everybody, database, drills),
        _line(line, options) as emulator,
    ):
        say("ready; freezing ...")
        frozen, freeze = _freeze()
        say(f"frozen in {freeze['seconds']:.1f} s: {dict(frozen.streams)}; delivering ...")
        delivery = deliver(frozen, options.senders, BATCH)
        closed = close(frozen.id)
        emulator.send_signal(signal.SIGINT)
        seen = json.loads(emulator.communicate()[0].splitlines()[-1])
    return _result(options, closed, freeze, delivery, seen)


def _drills(people: int) -> Iterator[dict[str, Any]]:
    from madoguchi.drill import card_store, resident_store, store
    from madoguchi.drill.attempt import Attempt
    from madoguchi.drill.resident import DrillResident
    from tests.bench.broadcast_residents import language, town, user_id
    from tests.unit.drill.households import household

    now = datetime.now(UTC)
    until = now + timedelta(days=365)
    for number in range(people):
        plan_id = f"{number:032x}"
        answers = household(
            municipality=town(number), flood="r2", relatives="yes", companions=["elderly", "pet"]
        )
        yield store._item(
            Attempt(
                plan_id, "heavy_rain", town(number), answers, {}, 80, language(number), "none", now, until
            )
        )
        own = json.dumps({"place_1": f"home {number}."})
        yield {**card_store._card_key(plan_id), "own": {"S": own}, "version": {"N": "1"}}
        resident = DrillResident(user_id(number), (plan_id,), version=1)
        yield resident_store._item(resident, until)


def _freeze() -> tuple[Any, dict[str, Any]]:
    from madoguchi.broadcast import assembly
    from madoguchi.broadcast.audience import freeze_audience
    from tests.bench.broadcast_sender import Meter, scheduled, usage

    meter, ports = Meter(), replace(assembly.ports(), enqueue=lambda _: None)
    meter.watch()
    due = scheduled(ports, "plan_before_the_rain")
    meter.units.clear()
    cpu, began = usage()["cpu_seconds"], time.monotonic()
    frozen = freeze_audience.freeze_audience(ports, due)
    seconds = time.monotonic() - began
    spent = usage()
    return frozen, {
        "seconds": seconds,
        "cpu_seconds": spent["cpu_seconds"] - cpu,
        "memory_mb": spent["memory_mb"],
        "units": dict(meter.units),
    }


def _result(
    options: argparse.Namespace,
    closed: Any,
    freeze: dict[str, Any],
    delivery: dict[str, Any],
    seen: dict[str, Any],
) -> dict[str, Any]:
    from madoguchi.broadcast.delivery.pace import PUSHES_A_SECOND

    people, everybody = options.people, options.people + options.others
    floor, paced = (people * options.scale / a_second for a_second in (LINE_PUSHES_A_SECOND, PUSHES_A_SECOND))
    received = {int(times): number for times, number in seen["received"].items()}
    costs = delivery["costs"]
    seconds = seen["accepted_at"]["push"] - delivery["began"]
    cpu = sum(cost["cpu_seconds"] for cost in costs)
    return {
        "people": people,
        "recipients": everybody,
        "deliver_seconds": round(seconds, 2),
        "scale": options.scale,
        "floor_seconds": floor,
        "ratio_to_floor": round(seconds / floor, 3),
        "ratio_to_pace": round(seconds / paced, 3),
        "common_seconds": round(
            seen["accepted_at"].get("multicast", delivery["began"]) - delivery["began"], 2
        ),
        "freeze_seconds": round(freeze["seconds"], 2),
        "lost": everybody - sum(received.values()) + everybody - closed.totals.get("accepted", 0),
        "duplicated": sum((times - 1) * number for times, number in received.items()),
        "misled": seen["misled"],
        "limit_exceeded": sum(count for name, count in seen["statuses"].items() if name.endswith(" 429")),
        "calls": seen["statuses"],
        "brought_again": delivery["again"],
        "closed": str(closed.state),
        "freeze_cpu_seconds": round(freeze["cpu_seconds"], 2),
        "deliver_cpu_seconds": round(cpu, 2),
        "cpu_ms_a_push": round(cpu * 1000 / people, 2),
        "freeze_memory_mb": round(freeze["memory_mb"]),
        "deliver_memory_mb": round(max(cost["memory_mb"] for cost in costs)),
        "read_units": freeze["units"]["read"] + sum(cost["units"].get("read", 0) for cost in costs),
        "write_units": freeze["units"]["write"] + sum(cost["units"].get("write", 0) for cost in costs),
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 1),
    }


@contextmanager
def _line(port: int, options: argparse.Namespace) -> Iterator["subprocess.Popen[str]"]:
    settings = map(str, (port, options.line_seconds, options.scale))
    command = [sys.executable, "-m", "tests.bench.personal_line", *settings]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as emulator:
        try:
            assert emulator.stdout
            assert emulator.stdout.readline().strip() == "ready"
            yield emulator
        finally:
            emulator.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
