"""Generated bodies at LINE's door: no 5xx, nothing unsigned let in, nothing lost.

python -m tests.bench.door_fuzz [--bodies 100000] [--seed 1]

The door's own handler, with a list in the place of the queue; the last line is JSON.
"""

import argparse
import json
import logging
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from local import line_channel
from madoguchi.line.events import parse
from madoguchi.runtime.errors import NotLineShape
from madoguchi.talk import receive
from tests.bench.door_bodies import Delivery, deliveries
from tests.moto_cloud import function


@dataclass
class Verdict:
    """What the door did with all deliveries; the lists of mistakes should be empty."""

    bodies: int = 0
    queued: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    server_errors: int = 0
    unsigned_accepted: int = 0
    lost: int = 0


def fuzz(seed: int, count: int) -> Verdict:
    """Bring generated deliveries to the door and judge each answer."""
    secret = line_channel.secrets()["channel_secret"]
    verdict, queue = Verdict(), list[Any]()

    def call(_service: str, _target: str, body: dict[str, Any]) -> dict[str, Any]:
        queue.extend(body["Entries"])
        return {}

    handler = function("line_webhook").handler
    environment = {"LINE_EVENTS_QUEUE_URL": "https://queue.invalid/line-events.fifo"}
    with (
        patch.dict("os.environ", environment),
        patch.object(receive, "call", call),
        patch.object(receive, "secret", lambda _name: secret),
    ):
        for delivery in deliveries(seed, count, secret):
            queue.clear()
            _judge(verdict, delivery, _status(handler, delivery), queue)
    return verdict


def _status(handler: Any, delivery: Delivery) -> int:
    try:
        status: int = handler(delivery.event, None)["statusCode"]
    except Exception:  # noqa: BLE001 - a crash is what LINE sees as a 500
        return 500
    return status


def _judge(verdict: Verdict, delivery: Delivery, status: int, queue: list[Any]) -> None:
    verdict.bodies += 1
    verdict.kinds[delivery.kind] += 1
    verdict.statuses[status] += 1
    verdict.queued += len(queue)
    verdict.server_errors += status >= 500
    verdict.unsigned_accepted += not delivery.signed and (status == 200 or bool(queue))
    if delivery.signed:
        wanted = _events(delivery)
        verdict.lost += (status == 200) != (wanted is not None) or len(queue) != (wanted or 0)


def _events(delivery: Delivery) -> int | None:
    """Count the events that were to be queued; None when the body is not LINE's."""
    try:
        return len(parse(receive.body_of(delivery.event)))
    except NotLineShape:
        return None


def main(arguments: list[str]) -> int:
    """Run the command line; 1 when the door failed in anything."""
    parser = argparse.ArgumentParser("tests.bench.door_fuzz", description=__doc__)
    parser.add_argument("--bodies", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    verdict = fuzz(options.seed, options.bodies)
    for kind, number in sorted(verdict.kinds.items()):
        print(f"{kind:20} {number:7}")
    print(
        json.dumps(
            {
                "bodies": verdict.bodies,
                "queued": verdict.queued,
                "statuses": dict(sorted(verdict.statuses.items())),
                "server_errors": verdict.server_errors,
                "unsigned_accepted": verdict.unsigned_accepted,
                "lost": verdict.lost,
            }
        )
    )
    return 1 if verdict.server_errors or verdict.unsigned_accepted or verdict.lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
