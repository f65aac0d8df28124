"""One broadcast room per test."""

from collections.abc import Iterator

import pytest

from tests.unit.broadcast.cloud import Room
from tests.unit.broadcast.cloud import room as running_room


@pytest.fixture
def room() -> Iterator[Room]:
    """A fresh cloud with LINE answering 200."""
    with running_room() as made:
        yield made
