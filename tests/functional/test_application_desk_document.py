"""The published OpenAPI document: what it says is what the function does."""

import json
from collections.abc import Iterator
from unittest.mock import patch

import pytest
import schemathesis
from schemathesis import Case

from local.api_document import PATH, document, written
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.records.desk import desk
from madoguchi.runtime import s3
from tests.document_checks import answers_as_documented, whatever_is_sent
from tests.moto_cloud import Cloud, cloud
from tests.staff_calls import wsgi
from tests.unit.forms.surroundings import submission
from tests.unit.forms.test_attachments import Objects

schema = schemathesis.openapi.from_dict(json.loads(PATH.read_text()))
schema.app = wsgi("application_desk")


@pytest.fixture(scope="module")
def here() -> Iterator[Cloud]:
    # No sockets at this level: the bucket is empty.
    with cloud() as one, patch.object(s3, "opened", Objects().opened):
        yield one


def test_what_is_committed_is_what_the_function_publishes(here: Cloud):
    assert PATH.read_text() == written(document()), "run: python -m local.api_document"


def test_every_operation_is_behind_the_staff_s_token():
    found = json.loads(PATH.read_text())
    assert found["security"] == [{"staff": []}]
    assert [one for path in found["paths"].values() for one in path.values() if "security" in one] == []


@schema.parametrize()
@whatever_is_sent
def test_whatever_is_sent_the_answer_is_one_that_the_document_names(here: Cloud, case: Case):
    if "number" in case.path_parameters and case.path_parameters["number"] < "5":
        case.path_parameters["number"] = _filed()
    answers_as_documented(case)


def _filed() -> str:
    sent = submission(key="one page", word="w", opens="2020-01-01T00:00:00", closes=None)
    return submit(sent, desk()).number
