"""Webhook bodies as LINE sends them, and as nobody should: valid, mutated, garbage; from a seed."""

import base64
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from madoguchi.line.signature import sign

KINDS = (
    "valid",
    "unsigned",
    "signed by another",
    "changed on the way",
    "signed garbage",
    "strange",
    "not bytes",
)
STRANGE: tuple[Any, ...] = (None, True, 0, -1, 1e308, "", "\ud800", "長" * 300, [], {}, [[[]]], {"userId": 5})


@dataclass(frozen=True)
class Delivery:
    """One call of the door: the gateway's event, whether LINE signed it, and the ids it brings."""

    kind: str
    event: dict[str, Any]
    signed: bool


def tap(number: int, resident: int) -> dict[str, Any]:
    """One tap on a button of the announcement of the drill."""
    return {
        "type": "postback",
        "mode": "active",
        "timestamp": 1_795_430_400_000 + number,
        "webhookEventId": f"01KAT8Z{number:019d}",
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": f"U{resident:032x}"},
        "replyToken": f"{number:032x}",
        "postback": {"data": "do=open&value=drill"},
    }


def body_of(events: list[Any]) -> bytes:
    """Write a webhook body."""
    content = {"destination": "U" + "0" * 32, "events": events}
    return json.dumps(content, separators=(",", ":")).encode()


def gateway_event(body: bytes, signature: str | None, *, in_base64: bool = False) -> dict[str, Any]:
    """Wrap a body as API Gateway hands it over (payload 2.0)."""
    text = base64.b64encode(body).decode() if in_base64 else body.decode("utf-8", "replace")
    headers = {} if signature is None else {"x-line-signature": signature}
    return {"routeKey": "POST /line/webhook", "headers": headers, "body": text, "isBase64Encoded": in_base64}


def deliveries(seed: int, count: int, secret: str) -> Iterator[Delivery]:
    """Yield deliveries of every kind, each event with an id of its own."""
    chance = random.Random(seed)
    for number in range(count):
        yield _delivery(chance, chance.choice(KINDS), number, secret)


def _delivery(chance: random.Random, kind: str, number: int, secret: str) -> Delivery:
    events: list[Any] = [
        tap(number * 20 + one, chance.randrange(1000)) for one in range(chance.choice((0, 1, 1, 1, 2, 13)))
    ]
    if kind == "strange":
        events = [_strange(chance, one) for one in events]
    body = body_of(events)
    signature: str | None = sign(secret, body)
    if kind == "unsigned":
        signature = chance.choice((None, "", "=" * 44, "署名", "\udcff"))
    elif kind == "signed by another":
        signature = sign("somebody else's", body)
    elif kind == "changed on the way":
        body = _mutated(chance, body)
    elif kind == "signed garbage":
        body = _garbage(chance, body)
        signature = sign(secret, body)
    if kind == "not bytes":
        broken = {
            **gateway_event(body, signature),
            "isBase64Encoded": True,
            "body": "%%" + "あ" * chance.randrange(9),
        }
        return Delivery(kind, broken, signed=False)
    in_base64 = kind == "signed garbage" or chance.random() < 0.5
    given = gateway_event(body, signature, in_base64=in_base64)
    return Delivery(kind, given, signed=kind in ("valid", "strange", "signed garbage"))


def _mutated(chance: random.Random, body: bytes) -> bytes:
    place = chance.randrange(len(body))
    other = bytes([body[place] ^ (1 << chance.randrange(7))])
    return chance.choice((body[:place] + other + body[place + 1 :], body[:place], body + b" "))


def _garbage(chance: random.Random, body: bytes) -> bytes:
    return chance.choice(
        (
            chance.randbytes(chance.randrange(200)),
            _mutated(chance, body),
            b"[" * chance.randrange(1, 3000),
            b'{"events":' + b'[{"type":"x","a":' * chance.randrange(1, 2000),
            b'{"events":[{"type":"x","a":' + b"[" * 900 + b"]" * 900 + b"}]}",
            b'{"events":[{"type":"x","n":' + b"9" * chance.choice((10, 5000)) + b"}]}",
            json.dumps({"events": chance.choice(STRANGE)}).encode(),
            json.dumps(chance.choice(STRANGE)).encode(),
            json.dumps({"events": [chance.choice(STRANGE)]}).encode(),
        )
    )


def _strange(chance: random.Random, event: dict[str, Any]) -> dict[str, Any]:
    field = chance.choice(("webhookEventId", "source", "timestamp", "replyToken", "postback", "mode", "new"))
    return {**event, field: chance.choice(STRANGE)}
