"""A sender of the bench: what one container of BroadcastDeliveryFunction does, batch after batch."""

import json
import multiprocessing
import resource
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from madoguchi.broadcast.assembly import ports
from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.model import Addressees, Broadcast
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.delivery.deliver import deliver
from madoguchi.broadcast.lifecycle import approve, create
from madoguchi.runtime import dynamodb, secrets

SECONDS_LEFT = 60.0


@dataclass
class Meter:
    """Read and write units of this process, as the table itself counts them."""

    units: Counter[str] = field(default_factory=Counter)

    def watch(self) -> None:
        """Ask for the price of every call of DynamoDB from now on."""
        signed = dynamodb.call

        def call(service: str, target: str, body: dict[str, Any]) -> dict[str, Any]:
            answer = signed(service, target, {**body, "ReturnConsumedCapacity": "TOTAL"})
            self._note(answer, target.rpartition(".")[2])
            return answer

        dynamodb.call = call

    def _note(self, answer: dict[str, Any], operation: str) -> None:
        found = answer.get("ConsumedCapacity", [])
        kind = "read" if operation in ("GetItem", "BatchGetItem", "Query") else "write"
        for one in found if isinstance(found, list) else [found]:
            self.units[kind] += one["CapacityUnits"]


def usage() -> dict[str, float]:
    """CPU seconds and megabytes of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_seconds": used.ru_utime + used.ru_stime, "memory_mb": used.ru_maxrss / 1024}


def scheduled(place: Ports, text: str) -> Broadcast:
    """Return a broadcast of a text of the content to everybody, due now and not yet frozen."""
    draft = create.create(place, text, Addressees(), datetime.now(UTC), "bench", "https://liff.line.me/1")
    approved = approve.approve(place, draft.id, "bench", draft.approval_hash())
    made = model.schedule(approved, "bench", datetime.now(UTC))
    place.broadcasts.replace(made)
    place.broadcasts.open(draft.id)
    return made


def record(number: int, ref: ChunkRef) -> dict[str, str]:
    """Return the SQS record that carries a chunk."""
    return {"messageId": str(number), "body": json.dumps(asdict(ref))}


def serve(
    batches: "multiprocessing.Queue[Sequence[dict[str, str]] | None]",
    answers: "multiprocessing.Queue[dict[str, Any]]",
) -> None:
    """Deliver batches until there is a None; answers are what came back, at the end what it cost."""
    meter = Meter()
    meter.watch()
    ports()
    answers.put({"ready": True})
    before = usage()["cpu_seconds"]
    with patch.object(secrets, "_values", lambda _: {"channel_access_token": "local-channel-access-token"}):
        while batch := batches.get():
            again = set(deliver(ports(), batch, lambda: SECONDS_LEFT))
            answers.put({"again": [one for one in batch if one["messageId"] in again], "took": len(batch)})
    spent = usage()
    answers.put({**spent, "cpu_seconds": spent["cpu_seconds"] - before, "units": dict(meter.units)})
