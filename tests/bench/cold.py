"""Cold start of every function beside three peers: fresh processes, one run, ratios on the last line.

python -m tests.bench.cold [--runs 7]

Each sample is a new process that imports the handler as the runtime does and answers one event, the local
stack and the LINE emulator behind it. Functions and peers take turns, so that a noisy machine is noisy for
all. The functions get the built layers and boto3, the peers what their documentation asks for; all compiled.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from local import built, stack
from local.line_channel import CHANNEL_ACCESS_TOKEN, CHANNEL_SECRET
from local.places import BUILT, ROOT, environment

CHILD = Path(__file__).with_name("cold_child.py")
PEERS = Path(__file__).with_name("peers")
PYTHON = ROOT / ".environments" / "bench" / "bin" / "python"
PACKAGES = ("boto3", "line-bot-sdk", "fastapi", "mangum", "pydantic", "jinja2", "python-multipart")
PEER_OF = {
    "line_webhook": "echo_bot",
    "line_conversation": "echo_bot_with_state",
    "form_submission": "form_page",
    "drill_scoring": "form_page",
}
BUDGETS = {"line_webhook": 0.15, "line_conversation": 0.30, "form_submission": 0.60, "drill_scoring": 0.60}

Event = dict[str, Any]


@dataclass
class Subject:
    """One handler to start cold: where it is, what it reads, an event for each run, what a good answer is."""

    module: Path
    variables: dict[str, str]
    event: Callable[[], Event]
    answered: Callable[[Any], bool]
    samples: list[float] = field(default_factory=list)


@dataclass
class Resident:
    """A friend of the emulator whose webhook calls come here, with reply tokens that still live."""

    line_url: str
    calls: "Queue[tuple[str, str]]"
    user_id: str = ""

    def writes(self, text: str) -> tuple[str, str]:
        """Let the resident write; returns the signed webhook call as (body, signature)."""
        httpx.post(
            f"{self.line_url}/_emulator/users/{self.user_id}/events",
            json={"type": "message", "message": {"type": "text", "text": text}},
        ).raise_for_status()
        return self.calls.get(timeout=10)


@contextmanager
def listening_resident(line_url: str) -> Iterator[Resident]:
    """Add a friend whose events reach this process instead of the stack."""
    calls: Queue[tuple[str, str]] = Queue()

    class Sink(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            calls.put((body, self.headers["x-line-signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Sink)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    httpx.post(
        f"{line_url}/_emulator/webhook", json={"url": f"http://127.0.0.1:{server.server_port}/"}
    ).raise_for_status()
    added = httpx.post(f"{line_url}/_emulator/users", json={"displayName": "bench"}).raise_for_status().json()
    calls.get(timeout=10)
    try:
        yield Resident(line_url, calls, added["userId"])
    finally:
        server.shutdown()


def webhook_event(call: tuple[str, str]) -> Event:
    """Wrap a webhook call as the HTTP API hands it over."""
    event: Event = json.loads((ROOT / "events/line_webhook/text.json").read_text())
    event["body"], event["isBase64Encoded"] = call[0], False
    event["headers"]["x-line-signature"] = call[1]
    return event


def queue_event(call: tuple[str, str]) -> Event:
    """Wrap a webhook call as the conversation's queue hands it over."""
    event: Event = json.loads((ROOT / "events/line_conversation/text.json").read_text())
    sent = json.loads(call[0])["events"][0]
    event["Records"] = event["Records"][:1]
    event["Records"][0]["body"] = json.dumps(sent)
    return event


def posted_event(name: str) -> Event:
    """Take an event file that posts a page, with a client key of its own."""
    event: Event = json.loads((ROOT / "events" / name).read_text())
    event["body"] = re.sub(r"client_key=[^&]*", f"client_key={uuid.uuid4().hex}", event["body"])
    return event


def subjects(running: stack.Stack, resident: Resident) -> dict[str, Subject]:
    """List the functions and the peers."""
    ours = running.environment()
    theirs = environment(
        running.endpoint_url,
        LINE_API_URL=running.line_url,
        CHANNEL_SECRET=CHANNEL_SECRET,
        CHANNEL_ACCESS_TOKEN=CHANNEL_ACCESS_TOKEN,
        PEER_TABLE="peers",
    )
    form = {
        "routeKey": "POST /",
        "rawPath": "/",
        "rawQueryString": "",
        "version": "2.0",
        "headers": {"content-type": "application/x-www-form-urlencoded", "host": "localhost"},
        "requestContext": {
            "http": {"method": "POST", "path": "/", "sourceIp": "127.0.0.1", "protocol": "HTTP/1.1"}
        },
        "body": "name=%E7%BE%A4%E9%A6%AC%E8%8A%B1%E5%AD%90&postal_code=371-8570&opinion=%E3%82%88%E3%81%84",
        "isBase64Encoded": False,
    }

    def function(name: str, event: Callable[[], Event], answered: Callable[[Any], bool]) -> Subject:
        folder = "".join(part.capitalize() for part in name.split("_")) + "Function"
        path = {"PYTHONPATH": os.pathsep.join(map(str, built.layers(folder)))}
        return Subject(BUILT / folder / "app.py", ours | path, event, answered)

    def file(name: str) -> Callable[[], Event]:
        return lambda: json.loads((ROOT / "events" / name).read_text())

    def ok(answer: Any) -> bool:
        return answer["statusCode"] in (200, 303)

    def all_done(answer: Any) -> bool:
        return answer == {"batchItemFailures": []}

    return {
        "line_webhook": function("line_webhook", lambda: webhook_event(resident.writes("こんにちは")), ok),
        "line_conversation": function(
            "line_conversation", lambda: queue_event(resident.writes("こんにちは")), all_done
        ),
        "form_submission": function(
            "form_submission", lambda: posted_event("form_submission/submit.json"), ok
        ),
        "drill_scoring": function("drill_scoring", lambda: posted_event("drill_scoring/finish.json"), ok),
        "scheduled_broadcast": function(
            "scheduled_broadcast", file("scheduled_broadcast/reconcile.json"), lambda _: True
        ),
        "broadcast_delivery": function(
            "broadcast_delivery", file("broadcast_delivery/chunk.json"), lambda _: True
        ),
        "echo_bot": Subject(
            PEERS / "echo_bot.py", theirs, lambda: webhook_event(resident.writes("こんにちは")), ok
        ),
        "echo_bot_with_state": Subject(
            PEERS / "echo_bot_with_state.py", theirs, lambda: webhook_event(resident.writes("こんにちは")), ok
        ),
        "form_page": Subject(PEERS / "form_page.py", theirs, lambda: form, ok),
    }


def start_cold(name: str, subject: Subject, folder: Path) -> None:
    """Take one sample; a wrong answer ends the bench, for its time would mean nothing."""
    event_file = folder / "event.json"
    event_file.write_text(json.dumps(subject.event()))
    done = subprocess.run(
        [str(PYTHON), str(CHILD), str(subject.module), str(event_file)],
        env=subject.variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{name} failed:\n{done.stderr}")
    result = json.loads(done.stdout.splitlines()[-1])
    if not subject.answered(result["answer"]):
        sys.exit(f"{name} answered {json.dumps(result['answer'])[:500]}\n{done.stdout[-2000:]}")
    subject.samples.append(result["milliseconds"])


def prepare(running: stack.Stack) -> None:
    """Make the peers' environment and table; compile what the peers and the functions import."""
    if not PYTHON.is_file():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", PYTHON.parent.parent], check=True)
    # The versions that the project is locked to, without what only its tools need.
    pinned = [f"{name}=={version(name)}" for name in PACKAGES]
    pip = [sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", "--compile", *pinned]
    subprocess.run(pip, check=True, env=environment())
    compiled = [str(PEERS), *(str(path) for path in BUILT.glob("*Function"))]
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", *compiled], check=True, env=environment())
    running.aws.dynamodb.create_table(
        TableName="peers",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )


def report(all_subjects: dict[str, Subject]) -> dict[str, Any]:
    """Sum up: medians and minima, and each function's median against its peer's."""
    figures = {
        name: {
            "median_ms": round(statistics.median(subject.samples), 1),
            "min_ms": round(min(subject.samples), 1),
        }
        for name, subject in all_subjects.items()
    }
    ratios = {
        name: round(figures[name]["median_ms"] / figures[peer]["median_ms"], 3)
        for name, peer in PEER_OF.items()
    }
    peers = set(PEER_OF.values())
    return {
        "functions": {name: figure for name, figure in figures.items() if name not in peers},
        "peers": {name: figure for name, figure in figures.items() if name in peers},
        "ratios": ratios,
    }


def main() -> None:
    """Run the bench and print its table, then its JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="fresh processes for each subject (five or more)")
    runs: int = parser.parse_args().runs
    with (
        stack.running() as running,
        TemporaryDirectory() as folder,
        listening_resident(running.line_url) as resident,
    ):
        prepare(running)
        measured = subjects(running, resident)
        for _ in range(runs):
            for name, subject in measured.items():
                start_cold(name, subject, Path(folder))
    result = report(measured)
    for name, figure in {**result["functions"], **result["peers"]}.items():
        ratio = result["ratios"].get(name)
        budget = f"  {ratio:.3f} of {PEER_OF[name]} (budget {BUDGETS[name]:.2f})" if ratio else ""
        print(f"{name:22} median {figure['median_ms']:8.1f} ms  min {figure['min_ms']:8.1f} ms{budget}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
