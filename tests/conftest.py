"""What all tests share: no sockets where none belong, and one local stack for those that need it."""

import signal
import socket
from collections.abc import Iterator

import pytest

from local import stack

WITHOUT_SOCKETS = ("tests/unit/", "tests/functional/", "tests/architecture/", "tests/simulation/")


def pytest_configure() -> None:
    """End as after Ctrl-C when a build server ends the run: fixtures stop what they started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the dear tests last, and the browser's very last: Playwright keeps an event loop running."""
    dear = ("tests/integration/", "tests/browser/")
    items.sort(key=lambda item: next((at for at, folder in enumerate(dear, 1) if folder in item.nodeid), 0))


@pytest.fixture(autouse=True)
def _no_sockets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.nodeid.startswith(WITHOUT_SOCKETS):

        def refuse(_self: socket.socket, address: object) -> None:
            raise AssertionError(f"a test at this level opened a connection to {address}")

        monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def running_stack() -> Iterator[stack.Stack]:
    """The whole service as `make run` starts it, on free ports; started by the first test that asks."""
    with stack.running() as running:
        yield running
