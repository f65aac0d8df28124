"""The whole service running on this machine, for a person (`make run`) and for tests alike."""

import contextlib
import fcntl
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from local import build, children, deploy, file_scan, line_channel, ministack, ports, staff_accounts
from local.aws import LocalAws
from local.places import BUILT, environment
from local.processes import run, serving

Report = Callable[[str], None]


@dataclass(frozen=True)
class Stack:
    """A running service: where its pages, LINE emulator and AWS endpoint are, and its outputs.

    `staff` holds the secret of each seeded account's authenticator.
    """

    url: str
    line_url: str
    endpoint_url: str
    outputs: dict[str, str]
    logs: str
    staff: dict[str, str]

    @property
    def aws(self) -> LocalAws:
        """Clients of this stack's services."""
        return LocalAws(self.endpoint_url)

    def environment(self) -> dict[str, str]:
        """Return the environment in which a command of ours works on this stack, as the functions do."""
        return environment(self.endpoint_url, **self.variables())

    def variables(self) -> dict[str, str]:
        """Return the functions' own variables."""
        return {
            "STAGE": "local",
            "RESIDENTS_TABLE": self.outputs["ResidentsTableName"],
            "APPLICATIONS_TABLE": self.outputs["ApplicationsTableName"],
            "ATTACHMENTS_BUCKET": self.outputs["AttachmentsBucketName"],
            "APPLICATIONS_KEY": self.outputs["ApplicationsKeyArn"],
            "DRILLS_TABLE": self.outputs["DrillsTableName"],
            "BROADCASTS_TABLE": self.outputs["BroadcastsTableName"],
            "LINE_EVENTS_QUEUE_URL": self.outputs["LineEventsQueueUrl"],
            "BROADCAST_CHUNKS_QUEUE_URL": self.outputs["BroadcastChunksQueueUrl"],
            "BROADCAST_CHUNKS_DEAD_LETTER_QUEUE_URL": self.outputs["BroadcastChunksDeadLetterQueueUrl"],
            "SECRETS_ID": self.outputs["SecretsId"],
            "STAFF_POOL_ID": self.outputs["StaffPoolId"],
            "STAFF_POOL_CLIENT_ID": self.outputs["StaffPoolClientId"],
            "LINE_API_URL": self.line_url,
            "LIFF_URL": f"{self.line_url}/liff/{line_channel.LIFF_ID}",
            "LIFF_SDK_URL": f"{self.line_url}/liff/edge/2/sdk.js",
            "LINE_LOGIN_CHANNEL_ID": line_channel.LOGIN_CHANNEL_ID,
            "SCHEDULED_BROADCAST_FUNCTION_ARN": self.outputs["ScheduledBroadcastFunctionArn"],
            "BROADCAST_SCHEDULE_GROUP_NAME": self.outputs["BroadcastScheduleGroupName"],
            "BROADCAST_SCHEDULE_ROLE_ARN": self.outputs["BroadcastScheduleRoleArn"],
            "SCHEDULE_DEAD_LETTER_QUEUE_ARN": self.outputs["ScheduleDeadLetterQueueArn"],
            "SCHEDULE_DEAD_LETTER_QUEUE_URL": self.outputs["ScheduleDeadLetterQueueUrl"],
        }

    def variables_in_a_container(self) -> dict[str, dict[str, str]]:
        """Return what `sam local invoke --env-vars` reads: a container has another name for this machine."""
        variables = {"AWS_ENDPOINT_URL": self.endpoint_url, **self.variables()}
        return {
            "Parameters": {
                name: value.replace("//localhost:", "//host.docker.internal:")
                for name, value in variables.items()
            }
        }

    def write(self, path: Path) -> None:
        """Tell other processes where this stack is."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=2))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Find the stack that wrote `path`."""
        return cls(**json.loads(path.read_text()))


@contextlib.contextmanager
def running(
    port: int = 0, line_port: int = 0, report: Report = print, listen: str = "127.0.0.1"
) -> Iterator[Stack]:
    """Run the service for the length of a block; a port of 0 is any free one. Nothing is left behind.

    The emulators listen at the address `listen`; anything but this machine's own lets containers in.
    Raises LocalProblem with a sentence for the person at the keyboard.
    """
    port, line_port = ports.claim(port, "PORT"), ports.claim(line_port, "LINE_PORT")
    url, line_url = f"http://localhost:{port}", f"http://localhost:{line_port}"
    with contextlib.ExitStack() as parts:
        folder = tempfile.TemporaryDirectory(prefix="madoguchi-", ignore_cleanup_errors=True)
        logs = Path(parts.enter_context(folder))
        # Both emulators start while the stack is built.
        endpoint, starting = ministack.starting(logs, listen)
        aws = parts.enter_context(starting)
        emulator = children.line_emulator(line_port, url, listen, logs)
        line = parts.enter_context(serving(emulator, f"{line_url}/_emulator/health"))
        with _building_alone():
            with _step(report, "sam build (skipped when nothing has changed)"):
                build.build_when_changed(logs / "build.log")
            with _step(report, "sam deploy to the AWS emulator"):
                aws.wait_until_healthy()
                outputs = deploy.deploy(LocalAws(endpoint), url, line_url, logs / "deploy.log")
        cognito = LocalAws(endpoint).cognito
        staff = staff_accounts.seed(cognito, outputs["StaffPoolId"], outputs["StaffPoolClientId"])
        stack = Stack(url, line_url, endpoint, outputs, str(logs), staff)
        with _step(report, "opening the doors, rich menu, residents"):
            front_door = children.front_door(port, endpoint, outputs["HttpApiId"], logs)
            door = parts.enter_context(serving(front_door, f"{url}/_healthy"))
            line.wait_until_healthy()
            run(*children.furnishing(stack.environment(), line_url, logs))
            door.wait_until_healthy()
        bucket, function = outputs["AttachmentsBucketName"], outputs["AttachmentScanFunctionArn"]
        parts.enter_context(file_scan.scanning(stack.aws, bucket, function))
        yield stack


@contextlib.contextmanager
def _step(report: Report, what: str) -> Iterator[None]:
    report(f"  {what} ...")
    began = time.monotonic()
    yield
    report(f"  {what}: {time.monotonic() - began:.1f} s")


@contextlib.contextmanager
def _building_alone() -> Iterator[None]:
    # Two runs in one working tree share what is built: the second waits until the first has deployed.
    BUILT.parent.mkdir(exist_ok=True)
    with (BUILT.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
