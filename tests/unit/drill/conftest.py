"""The drill's tests read the content as it ships."""

import pytest

from tests.moto_cloud import content_on_path


@pytest.fixture(autouse=True, scope="package")
def _content() -> None:
    content_on_path()
