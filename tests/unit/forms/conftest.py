"""Both stores of applications: the real one over moto, and the one in memory."""

from collections.abc import Iterator

import pytest

from madoguchi.forms.records.desk import Store
from madoguchi.forms.records.store import ApplicationStore
from tests.moto_cloud import cloud
from tests.simulation.application_store import ApplicationsInMemory


@pytest.fixture(params=["dynamodb", "memory"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        yield ApplicationsInMemory()
        return
    with cloud():
        yield ApplicationStore("applications_table")
