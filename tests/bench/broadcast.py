"""A broadcast to everybody in real time: `python -m tests.bench.broadcast --residents 800000 --senders 8`.

The real code of both functions runs against dynoxide (DynamoDB in memory) and the LINE emulator, with its
bucket of 200 multicasts a second. Only SQS is replaced, by a queue between processes, and the secret, by its
value. The last line is JSON.
"""

import argparse
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.residents_table import function

ROOT = Path(__file__).parents[2]
BATCH = 100
LINE_CALLS_A_SECOND = 200
READ_USD, WRITE_USD, LAMBDA_USD_GB_SECOND, YEN = 0.1425e-6, 0.715e-6, 0.0000133334, 150
"""On-demand list prices of ap-northeast-1 (DynamoDB a unit, Lambda arm64), as of 2025, and yen a dollar."""


def main(arguments: list[str]) -> int:
    """Run the bench; 1 when anybody was lost or told twice, or the freeze fills its function by half."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--residents", type=int, default=800_000)
    parser.add_argument("--senders", type=int, default=8, help="as many as the template allows")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        database, line = free_port(), free_port()
        set_up(Path(folder), database, line, options.senders)
        result = _run(Path(folder), options.residents, options.senders, database, line)
    print(json.dumps(result))
    return 1 if result["lost"] or result["duplicated"] or not result["freeze_fits"] else 0


def set_up(folder: Path, database: int, line: int, senders: int) -> None:
    """Build the content into a folder and point this process, and its children, at the stand-ins."""
    sys.path[:0] = [str(ROOT / "layers" / "madoguchi" / "python"), str(folder)]
    build = [sys.executable, str(ROOT / "layers" / "content" / "build.py"), str(folder)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    os.environ |= {
        "PYTHONPATH": os.pathsep.join([*sys.path[:2], str(ROOT)]),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{database}",
        "AWS_REGION": "ap-northeast-1",
        "AWS_DEFAULT_REGION": "ap-northeast-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "RESIDENTS_TABLE": "residents",
        "BROADCASTS_TABLE": "broadcasts",
        "DRILLS_TABLE": "drills",
        "LINE_API_URL": f"http://127.0.0.1:{line}",
        "DELIVERY_CONCURRENCY": str(senders),
        "POWERTOOLS_SERVICE_NAME": "madoguchi",
    }


def _run(folder: Path, residents: int, senders: int, database: int, line: int) -> dict[str, Any]:
    from tests.bench import broadcast_floor, broadcast_residents

    say(f"{residents:,} residents into dynoxide and the LINE emulator ...")
    with broadcast_residents.running(folder, residents, database) as pid, _line(line, residents) as emulator:
        say("ready; freezing ...")
        frozen, freeze = _freeze(residents, pid)
        freeze["floor_seconds"] = broadcast_floor.floor_seconds(database, residents)
        say(f"frozen in {freeze['seconds']:.1f} s: {frozen.planned:,} recipients; delivering ...")
        delivery = deliver(frozen, senders)
        closed = close(frozen.id)
        emulator.send_signal(signal.SIGINT)
        seen = json.loads(emulator.communicate()[0].splitlines()[-1])
    return _result(residents, closed, freeze, delivery, seen)


def _freeze(residents: int, database: int) -> tuple[Any, dict[str, Any]]:
    from madoguchi.broadcast import assembly
    from madoguchi.broadcast.audience import freeze_audience
    from madoguchi.residents.model import Segment
    from tests.bench.broadcast_floor import emulator_cpu_seconds
    from tests.bench.broadcast_residents import SMALL_TOWN
    from tests.bench.broadcast_sender import Meter, scheduled, usage

    meter, ports = Meter(), replace(assembly.ports(), enqueue=lambda _: None)
    meter.watch()
    ports.audience.count(Segment.of((SMALL_TOWN,)))
    small = meter.units.pop("read")
    due = scheduled(ports, "bousai_preparedness")
    meter.units.clear()
    cpu, emulator_cpu = usage()["cpu_seconds"], emulator_cpu_seconds(database)
    began = time.monotonic()
    frozen = freeze_audience.freeze_audience(ports, due)
    seconds = time.monotonic() - began
    assert frozen.planned == residents
    spent = usage()
    return frozen, {
        "seconds": seconds,
        "cpu_seconds": spent["cpu_seconds"] - cpu,
        "emulator_cpu_seconds": emulator_cpu_seconds(database) - emulator_cpu,
        "memory_mb": spent["memory_mb"],
        "units": dict(meter.units),
        "small_town_read_units": small,
    }


def deliver(frozen: Any, senders: int, batch: int = BATCH) -> dict[str, Any]:
    """Queue a frozen broadcast and let so many senders deliver it; returns when it began and what it cost."""
    from madoguchi.broadcast import assembly
    from madoguchi.broadcast.definition import chunk
    from madoguchi.broadcast.definition.chunk import ChunkRef
    from madoguchi.broadcast.lifecycle import start
    from tests.bench.broadcast_sender import record, serve

    spawn = multiprocessing.get_context("spawn")
    batches, answers = spawn.Queue(), spawn.Queue()
    processes = [spawn.Process(target=serve, args=(batches, answers)) for _ in range(senders)]
    for process in processes:
        process.start()
    for _ in processes:
        assert answers.get()["ready"]
    refs: list[ChunkRef] = []
    began = time.time()
    start.enqueue(replace(assembly.ports(), enqueue=refs.extend), frozen)
    records = [record(number, ref) for number, ref in enumerate(refs)]
    for at in range(0, len(records), batch):
        batches.put(records[at : at + batch])
    left, again = len(chunk.sizes(frozen)), 0
    while left:
        answer = answers.get()
        left -= answer["took"] - len(answer["again"])
        again += len(answer["again"])
        if answer["again"]:
            time.sleep(1)
            batches.put(answer["again"])
    for _ in processes:
        batches.put(None)
    costs = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    return {"began": began, "again": again, "costs": costs}


def close(broadcast_id: str) -> Any:
    """Reconcile, and return the broadcast as it stands then."""
    from madoguchi.broadcast import assembly
    from madoguchi.broadcast.lifecycle.reconcile import reconcile

    return reconcile(assembly.ports(), broadcast_id)


def _result(
    residents: int, closed: Any, freeze: dict[str, Any], delivery: dict[str, Any], seen: dict[str, Any]
) -> dict[str, Any]:
    received = {int(times): people for times, people in seen["received"].items()}
    costs = delivery["costs"]
    reads = freeze["units"]["read"] + sum(cost["units"].get("read", 0) for cost in costs)
    writes = freeze["units"]["write"] + sum(cost["units"].get("write", 0) for cost in costs)
    cpu = freeze["cpu_seconds"] + sum(cost["cpu_seconds"] for cost in costs)
    deliver_seconds = seen["last_at"] - delivery["began"]
    floor = residents / 500 / LINE_CALLS_A_SECOND
    return {
        "recipients": residents,
        "deliver_seconds": round(deliver_seconds, 2),
        "floor_seconds": floor,
        "ratio_to_floor": round(deliver_seconds / floor, 3),
        "freeze_seconds": round(freeze["seconds"], 2),
        "lost": residents - closed.totals.get("accepted", 0) + received.get(0, 0),
        "duplicated": sum((times - 1) * people for times, people in received.items() if times > 1),
        "limit_exceeded": seen["statuses"].get("429", 0),
        "calls": seen["statuses"],
        "brought_again": delivery["again"],
        "closed": str(closed.state),
        "freeze_floor_seconds": round(freeze["floor_seconds"], 2),
        "freeze_cpu_seconds": round(freeze["cpu_seconds"], 2),
        "freeze_emulator_cpu_seconds": round(freeze["emulator_cpu_seconds"], 2),
        "freeze_fits": _fits(freeze),
        "deliver_cpu_seconds": round(cpu - freeze["cpu_seconds"], 2),
        "freeze_memory_mb": round(freeze["memory_mb"]),
        "deliver_memory_mb": round(max(cost["memory_mb"] for cost in costs)),
        "read_units": reads,
        "write_units": writes,
        "small_town_read_units": freeze["small_town_read_units"],
        "yen": round((reads * READ_USD + writes * WRITE_USD + cpu * LAMBDA_USD_GB_SECOND) * YEN, 3),
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 1),
    }


def _fits(freeze: dict[str, Any]) -> bool:
    limits = function("ScheduledBroadcastFunction")
    return bool(freeze["memory_mb"] * 2 < limits["MemorySize"] and freeze["seconds"] * 2 < limits["Timeout"])


@contextmanager
def _line(port: int, residents: int) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.bench.broadcast_line", str(port), str(residents)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as emulator:
        try:
            assert emulator.stdout
            assert emulator.stdout.readline().strip() == "ready"
            yield emulator
        finally:
            emulator.kill()


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def say(text: str) -> None:
    """Tell whoever waits how far it is."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
