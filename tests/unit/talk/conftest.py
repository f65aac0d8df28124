"""The talk's tests read the content that staff wrote."""

import pytest

from tests.moto_cloud import content_on_path


@pytest.fixture(scope="session", autouse=True)
def _content() -> None:
    content_on_path()
