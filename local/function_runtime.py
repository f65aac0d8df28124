"""Lambda's side of one invocation: the event on standard input, the answer on standard output.

Run by `local.invoke` with a Python that has what Lambda's runtime has; imports nothing of this folder.
"""

import importlib
import json
import os
import sys
import time
import uuid


class Context:
    """What a handler may ask about its invocation."""

    def __init__(self, timeout_seconds: float = 60.0) -> None:
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.memory_limit_in_mb = int(os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"])
        self.invoked_function_arn = (
            f"arn:aws:lambda:{os.environ['AWS_REGION']}:0:function:{self.function_name}"
        )
        self.aws_request_id = str(uuid.uuid4())
        self._ends_at = time.monotonic() + timeout_seconds

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the handler may still take."""
        return max(0, int((self._ends_at - time.monotonic()) * 1000))


def main() -> None:
    """Handle one event."""
    event = json.load(sys.stdin)
    answers, sys.stdout = sys.stdout, sys.stderr
    handler = importlib.import_module("app").handler
    json.dump(handler(event, Context()), answers, ensure_ascii=False, indent=2)
    answers.write("\n")


if __name__ == "__main__":
    main()
