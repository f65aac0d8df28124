"""Every function's role allows what the function's code can ask of AWS, and nothing that it cannot.

Here by reading the code. Resources and conditions are judged call by call wherever a test runs a handler
(`tests.acting`).
"""

import ast
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from tests.architecture.aws_calls import calls, variables
from tests.architecture.sources import package_sources
from tests.architecture.template import resources
from tests.role_needs import OTHERS, SIGNED, TABLE, table_key
from tests.roles import listed, resource_of, statements

FUNCTIONS = resources("AWS::Lambda::Function")
EVERYWHERE = {"STAGE", "AWS_ENDPOINT_URL", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"}
READS = {
    "AWS::SQS::Queue": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    TABLE: tuple(
        f"dynamodb:{name}" for name in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
    ),
}
"""What Lambda does in the function's name to read its events: its guide, "event source mappings"."""
NEVER = {
    ("DrillReminderFunction", "dynamodb:UpdateItem"): "only who leaves keeps a bare number in a draw",
    ("AttachmentScanFunction", "dynamodb:GetItem"): "what looks like a table's `get` is a JSON object's",
    ("ApplicationDeskFunction", "sqs:SendMessage"): "who is entered by staff is nobody in the chat",
    ("ApplicationDeskFunction", "LINE_EVENTS_QUEUE_URL"): "who is entered by staff is nobody in the chat",
}
"""What the code could do by its types, and does not by its values."""
Needed = dict[tuple[str, str], str]
"""Actions with the resource (empty: whichever) and who needs them."""


@cache
def needed(function: str) -> Needed:
    found: Needed = {(one.action, one.resource): one.asked_by for one in calls(function)}
    for table in {at for _, at in found if at in resources(TABLE)}:
        found |= {(f"{one.action} by DynamoDB", resource_of(one.resource)): table for one in table_key(table)}
    return found | dict(_needed_by_lambda(function))


def _needed_by_lambda(function: str) -> Iterator[tuple[tuple[str, str], str]]:
    for kind in ("AWS::Lambda::EventSourceMapping", "AWS::Lambda::EventInvokeConfig"):
        for name, resource in resources(kind).items():
            properties = resource["Properties"]
            if properties["FunctionName"] != {"Ref": function}:
                continue
            if "EventSourceArn" in properties:
                source = properties["EventSourceArn"]["Fn::GetAtt"][0]
                yield from (((action, source), name) for action in READS[kind_of(source)])
            if "DestinationConfig" in properties:
                failed = properties["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
                yield ("sqs:SendMessage", failed), name


def kind_of(logical_id: str) -> str:
    return next(kind for kind in READS if logical_id in resources(kind))


def allowed(role: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield every action of a role, its resource and its reason."""
    for statement in role:
        by = " by DynamoDB" if "kms:ViaService" in str(statement.get("Condition")) else ""
        for action in listed(statement["Action"]):
            for resource in listed(statement["Resource"]):
                yield action + by, resource_of(resource), statement.get("Sid", "without a reason")


def wrong_with(function: str, role: Iterable[dict[str, Any]]) -> list[str]:
    """Say in sentences what a role lacks, and what it need not allow."""
    given, wanted = list(allowed(role)), needed(function)
    lacking = [
        f"{function} needs {action} on {resource or 'something'} for {by}, and its role does not allow it"
        for (action, resource), by in wanted.items()
        if not any(has == action and resource in ("", at) for has, at, _ in given)
        and (function, action) not in NEVER
    ]
    idle = [
        f"{function} may do {action} on {resource or 'something'} ({reason}), and nothing of it ever does"
        for action, resource, reason in given
        if not {(action, resource), (action, "")} & wanted.keys()
    ]
    return sorted(lacking + idle)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_allows_what_its_function_can_do_and_nothing_else(function: str):
    assert wrong_with(function, statements(f"{function}Role")) == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_action_that_is_taken_from_a_role_is_missed_by_name(function: str):
    whole = list(allowed(statements(f"{function}Role")))
    for at, statement in enumerate(statements(f"{function}Role")):
        for action in listed(statement["Action"]):
            less = deepcopy(statements(f"{function}Role"))
            less[at]["Action"] = [one for one in listed(statement["Action"]) if one != action]
            left = list(allowed(less))
            # Where two statements allow the same, conditions tell them apart: that is judged call by call.
            if {one[:2] for one in left} == {one[:2] for one in whole}:
                continue
            assert any(f"{function} needs {action}" in said for said in wrong_with(function, less)), action


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_action_that_is_added_to_a_role_is_found_idle(function: str):
    more = [*statements(f"{function}Role"), {"Action": "dynamodb:Scan", "Resource": "*", "Sid": "InCase"}]
    assert wrong_with(function, more) == [
        f"{function} may do dynamodb:Scan on something (InCase), and nothing of it ever does"
    ]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_given_the_variables_that_its_code_reads_and_no_others(function: str):
    given = FUNCTIONS[function]["Properties"]["Environment"]["Variables"].keys() - EVERYWHERE
    read = variables(function)
    must = {name for name, must_be_there in read.items() if must_be_there and (function, name) not in NEVER}
    assert must - given == set()
    assert given - read.keys() == set()


def test_every_service_and_every_signed_request_is_one_that_is_judged():
    services, signing = set(), set()
    for source in package_sources():
        for node in ast.walk(source.tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="client") | ast.Name(id="call"),
                    args=[ast.Constant(value=name), *_],
                ):
                    services.add(name)
                case ast.FunctionDef(name=name) if source.name == "madoguchi.runtime.s3":
                    if "signing_key" in {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}:
                        signing.add(name)
    assert services == OTHERS.keys() | {"dynamodb"}
    assert signing == SIGNED.keys()


def test_what_is_said_never_to_happen_is_what_the_code_could_do():
    could = {
        (function, name)
        for function in FUNCTIONS
        for name in (*variables(function), *(action for action, _ in needed(function)))
    }
    assert NEVER.keys() - could == set()
