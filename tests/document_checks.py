"""What is asked of every function that publishes an OpenAPI document, with whatever its schema allows."""

from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

whatever_is_sent = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
"""The same examples at every run, as many as a suite has time for."""


def answers_as_documented(case: Case) -> None:
    """Call the function; the answer is none of a crash, and one that the document names."""
    case.validate_response(
        case.call(),
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )
