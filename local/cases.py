"""Questions to a person, answered from the command line: `python -m local.cases --help`.

Works on the service that `make run` has started, or, where that is not running, on the deployment that the
environment names (RESIDENTS_TABLE, LINE_EVENTS_QUEUE_URL, and AWS's own variables).
"""

import os
import sys

from local.places import BUILT, READY_FILE, ROOT
from local.stack import Stack

PACKAGES = (ROOT / "layers" / "madoguchi" / "python", BUILT / "ContentLayer" / "python")


def main(arguments: list[str]) -> int:
    """Run the command line with the packages of the layers and the variables of the running service."""
    sys.path[:0] = [str(path) for path in PACKAGES if path.exists()]
    if READY_FILE.exists():
        os.environ.update(Stack.read(READY_FILE).environment())
    from local.case_commands import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
