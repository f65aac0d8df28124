"""The deployment that an operator's command works on.

The service that `make run` has started, or, where none is running, the deployment that the environment names
(the functions' own variables, such as BROADCASTS_TABLE, and AWS's).
"""

import os
import sys

from local.places import BUILT, READY_FILE, ROOT
from local.stack import Stack

PACKAGES = (ROOT / "layers" / "madoguchi" / "python", BUILT / "ContentLayer" / "python")


def reach() -> None:
    """Put the packages of the layers on the path and the running service's variables in the environment."""
    sys.path[:0] = [str(path) for path in PACKAGES if path.exists()]
    if READY_FILE.exists():
        os.environ.update(Stack.read(READY_FILE).environment())
