"""Where things are on this machine, and the environment that child processes run in."""

import os
import sys
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
# Layers hold wheels for one processor: `sam deploy` never takes to AWS what was built for this machine.
BUILT_FOR_LAMBDA = ROOT / ".aws-sam" / "build"
BUILT = ROOT / ".local-state" / "build"
STACK_ENVIRONMENT = ROOT / ".environments" / "stack"
READY_FILE = ROOT / ".local-state" / "stack.json"
SAM_LOCAL_FILE = ROOT / ".local-state" / "sam-local.json"
REGION: Final = "ap-northeast-1"

# Anything of the developer's own AWS set-up must not reach a local run: it would deploy to a real account.
_AWS_OF_THE_DEVELOPER = ("AWS_",)
# Functions would compile at every cold start, and import what only this machine has.
_PYTHON_OF_THE_DEVELOPER = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


def tool(name: str) -> str:
    """Return a program of the environment that runs this, such as `sam`."""
    return str(Path(sys.executable).parent / name)


def environment(endpoint_url: str | None = None, **more: str) -> dict[str, str]:
    """Return the environment of a child process; with an endpoint it talks to the local stack only."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_AWS_OF_THE_DEVELOPER) and name not in _PYTHON_OF_THE_DEVELOPER
    }
    tools = str(Path(sys.executable).parent)
    return {
        **kept,
        "PATH": os.pathsep.join([tools, kept.get("PATH", "")]),
        "NO_PROXY": "localhost,127.0.0.1",
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.5",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "000000000000",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        **({"AWS_ENDPOINT_URL": endpoint_url} if endpoint_url else {}),
        **more,
    }
