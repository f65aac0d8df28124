"""The parts of the local run that are programs of ours, as jobs with their arguments and environments."""

import os
import sys
from pathlib import Path

from local import line_channel
from local.places import BUILT, ROOT, environment
from local.processes import Job


def front_door(port: int, endpoint: str, api_id: str, logs: Path) -> Job:
    """Hand what comes to `port` to the stack's HTTP API."""
    command = [sys.executable, "-m", "local.gateway", "--port", str(port)]
    command += ["--endpoint", endpoint, "--api-id", api_id]
    return Job("The front door", command, environment(), logs / "gateway.log")


def line_emulator(port: int, url: str, listen: str, logs: Path) -> Job:
    """Play LINE at `port` for the service at `url`."""
    command = [sys.executable, "-m", "local.line_emulator", "--host", listen, "--port", str(port)]
    command += ["--webhook-url", f"{url}/line/webhook", "--liff-endpoint-url", url]
    command += ["--channel-secret", line_channel.CHANNEL_SECRET]
    command += ["--access-token", line_channel.CHANNEL_ACCESS_TOKEN]
    command += ["--login-channel-id", line_channel.LOGIN_CHANNEL_ID, "--liff-id", line_channel.LIFF_ID]
    command += ["--bot-name", line_channel.ACCOUNT_NAME]
    return Job("The LINE emulator", command, environment(), logs / "line_emulator.log")


def furnishing(settings: dict[str, str], line_url: str, logs: Path) -> list[Job]:
    """Hang up the rich menu and settle residents, with the functions' own packages and variables."""
    packages = [ROOT, ROOT / "layers" / "madoguchi" / "python", BUILT / "ContentLayer" / "python"]
    settings = settings | {
        "PYTHONPATH": os.pathsep.join(map(str, packages)),
        "LINE_CHANNEL_ACCESS_TOKEN": line_channel.CHANNEL_ACCESS_TOKEN,
    }
    python = [sys.executable, "-m"]
    return [
        Job(
            "Hanging up the rich menu",
            [*python, "local.rich_menu", "apply"],
            settings,
            logs / "rich_menu.log",
        ),
        Job(
            "Settling residents",
            [*python, "local.residents", "--line-url", line_url],
            settings,
            logs / "residents.log",
        ),
    ]
