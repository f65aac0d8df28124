"""Run one built function on one event, as `sam local invoke` does, without Docker.

python -m local.invoke LineWebhookFunction events/line_webhook/text.json

Works on the stack that `make run` has started; where none is running it starts one for this call alone.
"""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from local import built, stack
from local.places import BUILT, READY_FILE, ROOT, STACK_ENVIRONMENT
from local.problems import LocalProblem

RUNTIME = ROOT / "local" / "function_runtime.py"


def invoke(running: stack.Stack, function: str, event: bytes) -> int:
    """Run `function` (its logical id) on an event; its answer goes to standard output, its log to error."""
    code = BUILT / function
    if not (code / "app.py").is_file():
        there = ", ".join(built.functions())
        raise LocalProblem(f"There is no built function {function}; there are: {there}")
    settings = running.environment() | {
        "PYTHONPATH": os.pathsep.join(map(str, [code, *built.layers(function)])),
        "POWERTOOLS_SERVICE_NAME": "madoguchi",
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "LAMBDA_TASK_ROOT": str(code),
        "TZ": "UTC",
    }
    # The emulator's own environment, not this one: it has boto3, as Lambda's runtime, and none of the tools.
    python = str(STACK_ENVIRONMENT / "bin" / "python")
    return subprocess.run([python, str(RUNTIME)], input=event, env=settings, cwd=code, check=False).returncode


@contextlib.contextmanager
def _some_stack() -> Iterator[stack.Stack]:
    if READY_FILE.exists():
        yield stack.Stack.read(READY_FILE)
        return
    with stack.running(report=lambda line: print(line, file=sys.stderr)) as running:
        yield running


def main(arguments: list[str]) -> int:
    """Run the command line; 0 when the function answered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("function", help="the logical id, such as LineWebhookFunction")
    parser.add_argument("event", type=argparse.FileType("rb"), help="a JSON file, or - for standard input")
    options = parser.parse_args(arguments)
    try:
        with _some_stack() as running:
            return invoke(running, options.function, options.event.read())
    except LocalProblem as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
