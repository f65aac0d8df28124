"""Run the whole service on this machine until Ctrl-C.

python -m local.run [--port 3000] [--line-port 3001] [--listen 127.0.0.1] [--ready-file FILE]
"""

import argparse
import functools
import json
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from local import outbox, stack
from local.places import READY_FILE, SAM_LOCAL_FILE
from local.problems import LocalProblem
from local.staff_accounts import LOCAL_STAFF

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """Run the command line; 0 after a wished-for end, 1 with a sentence when it cannot run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--port", type=int, default=3000, help="the service's pages; 0 is any free port")
    parser.add_argument("--line-port", type=int, default=3001, help="the LINE emulator; 0 is any free port")
    parser.add_argument(
        "--ready-file", type=Path, default=READY_FILE, help="JSON with the addresses, once ready"
    )
    parser.add_argument(
        "--listen", default="127.0.0.1", help="where the emulators listen; 0.0.0.0 for containers"
    )
    options = parser.parse_args(arguments)
    # Also where a shell has started this in the background and told it to ignore Ctrl-C.
    for ending in ENDINGS:
        signal.signal(ending, _end)
    try:
        _run(options)
    except LocalProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; nothing is left running")
    return 0


def _run(options: argparse.Namespace) -> None:
    began = time.monotonic()
    print("madoguchi on this machine:", flush=True)
    report = functools.partial(print, flush=True)
    with stack.running(options.port, options.line_port, report, options.listen) as running:
        running.write(options.ready_file)
        SAM_LOCAL_FILE.write_text(json.dumps(running.variables_in_a_container(), indent=2))
        try:
            print(f"ready in {time.monotonic() - began:.0f} s (Ctrl-C ends it)")
            print(f"  the phone  {running.line_url}/")
            print(f"  the mail   {running.url}{outbox.PATH}")
            print(f"  the pages  {running.url}/")
            names = ", ".join(f"{one.name} ({' '.join(one.groups)})" for one in LOCAL_STAFF)
            print(f"  the staff  {names}")
            print("             a token for the API: python -m local.staff token sato", flush=True)
            while True:
                signal.pause()
        finally:
            options.ready_file.unlink(missing_ok=True)
            SAM_LOCAL_FILE.unlink(missing_ok=True)


def _end(_signal: int, _frame: FrameType | None) -> None:
    # Once is enough: a second one would break off the cleaning up.
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
