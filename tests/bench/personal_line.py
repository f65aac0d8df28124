"""LINE's side of the bench of personal messages: the emulator's buckets and retry keys behind a bare server.

The emulator proper checks every message and spends a millisecond on it: 2,000 a second would leave nothing of
two cores to whoever is measured. That messages are as LINE wants them is proved by other tests.
"""

import asyncio
import json
import re
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from local.line_emulator.clock import Clock
from local.line_emulator.errors import LineError
from local.line_emulator.state.rate_limits import PER_SECOND_200, PER_SECOND_2000, RateLimit, RateLimits
from local.line_emulator.state.retry_keys import RetryKeys
from tests.bench.broadcast_residents import user_id

LIMITS = {"/v2/bot/message/push": PER_SECOND_2000, "/v2/bot/message/multicast": PER_SECOND_200}
OWN = re.compile(r"home (\d+)\.")
"""What a plan says of its resident (`tests.bench.personal`)."""


@dataclass
class Line:
    """One channel, as seen by its callers; a `scale` of 4 takes a quarter of the calls."""

    scale: int = 1
    rates: RateLimits = field(default_factory=lambda: RateLimits(Clock()))
    keys: RetryKeys = field(default_factory=lambda: RetryKeys(Clock()))
    received: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    accepted_at: dict[str, float] = field(default_factory=dict)
    misled: int = 0
    requests: int = 0

    def take(self, path: str, key: str, body: bytes) -> tuple[int, str]:
        """Answer one call: its status, and the id of the request that counts."""
        endpoint = path.rpartition("/")[2]
        self.requests += 1
        status, request_id = 200, f"r{self.requests}"
        limit = LIMITS[path]
        if not self.rates.take(endpoint, RateLimit(limit.requests // self.scale, limit.seconds)):
            status = 429
        else:
            try:
                self.keys.refuse_repetition(key)
            except LineError as refusal:
                status, request_id = 409, refusal.headers["x-line-accepted-request-id"]
        self.statuses[f"{endpoint} {status}"] += 1
        if status == 200:
            self.keys.accept(key, request_id, {})
            self.accepted_at[endpoint] = time.time()
            self._reach(endpoint, body)
        return status, request_id

    def _reach(self, endpoint: str, body: bytes) -> None:
        call = json.loads(body)
        to = [call["to"]] if endpoint == "push" else call["to"]
        self.received.update(to)
        told = OWN.findall(json.dumps(call["messages"]))
        self.misled += [user_id(int(one)) for one in told] != (to if endpoint == "push" else [])


class Connection(asyncio.Protocol):
    """One kept connection: a request, then its answer after the time that LINE takes."""

    def __init__(self, line: Line, seconds: float) -> None:
        self._line, self._seconds = line, seconds
        self._given = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take a request as soon as it is whole."""
        self._given += data
        head, found, body = self._given.partition(b"\r\n\r\n")
        if not found:
            return
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
        if len(body) < int(headers["content-length"]):
            return
        self._given = b""
        status, request_id = self._line.take(first.split()[1], headers["x-line-retry-key"], body)
        name = "x-line-accepted-request-id" if status == 409 else "x-line-request-id"
        answer = f"HTTP/1.1 {status} X\r\n{name}: {request_id}\r\ncontent-length: 2\r\n\r\n{{}}".encode()
        asyncio.get_running_loop().call_later(self._seconds, self._transport.write, answer)


async def main(port: int, seconds: float, scale: int) -> None:
    """Serve until interrupted, then print one line of JSON."""
    line, loop, ended = Line(scale), asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGINT, ended.set)
    await loop.create_server(lambda: Connection(line, seconds), "127.0.0.1", port)
    print("ready", flush=True)
    await ended.wait()
    summary = {
        "received": Counter(line.received.values()),
        "statuses": line.statuses,
        "accepted_at": line.accepted_at,
        "misled": line.misled,
    }
    print(json.dumps(summary), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
