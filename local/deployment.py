"""The deployment that an operator's command works on.

The service that `make run` has started, or, where none is running, the deployment that the environment names
(the functions' own variables, such as BROADCASTS_TABLE, and AWS's) with the content that `sam build` made.
"""

import os
import sys

from local.places import BUILT, BUILT_FOR_LAMBDA, READY_FILE, ROOT
from local.stack import Stack


def reach() -> None:
    """Put the packages of the layers on the path and the running service's variables in the environment."""
    running = READY_FILE.exists()
    # What a function notes for its log is no answer to whoever sits at the keyboard.
    os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "WARNING")
    content = (BUILT if running else BUILT_FOR_LAMBDA) / "ContentLayer" / "python"
    sys.path[:0] = [str(ROOT / "layers" / "madoguchi" / "python"), str(content)]
    if running:
        os.environ.update(Stack.read(READY_FILE).environment())
