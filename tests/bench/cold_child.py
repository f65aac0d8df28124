"""One cold start in a process of its own: import a handler, answer one event, print how long both took."""

import importlib
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace


def main(module_file: str, event_file: str) -> None:
    """Start one handler cold; the last line printed is JSON with `milliseconds` and `answer`."""
    event = json.loads(Path(event_file).read_text())
    context = SimpleNamespace(
        function_name="cold",
        function_version="$LATEST",
        memory_limit_in_mb=512,
        invoked_function_arn="arn:aws:lambda:ap-northeast-1:000000000000:function:cold",
        aws_request_id="cold",
        get_remaining_time_in_millis=lambda: 10_000,
    )
    sys.path.insert(0, str(Path(module_file).parent))
    started = time.perf_counter()
    handler = importlib.import_module(Path(module_file).stem).handler
    answer = handler(event, context)
    milliseconds = (time.perf_counter() - started) * 1000
    print(json.dumps({"milliseconds": milliseconds, "answer": answer}))


if __name__ == "__main__":
    main(*sys.argv[1:])
