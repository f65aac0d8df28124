"""What the code of each function can ask of AWS, and which variables it reads, found by reading the code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import botocore.session
from botocore import xform_name

from tests.architecture.code import Code, Definition
from tests.architecture.reach import Reach
from tests.architecture.sources import function_sources, package_sources
from tests.role_needs import LOOKING, OBJECT_ACTIONS, PARTS, SIGNED, SOURCE_ACTIONS
from tests.roles import ARNS, arn, environment, kinds

TABLES = {
    **dict.fromkeys(("residents", "talk"), "ResidentsTable"),
    **dict.fromkeys(("forms", "office"), "ApplicationsTable"),
    "drill": "DrillsTable",
    "broadcast": "BroadcastsTable",
}
"""Each room has one table."""


@dataclass(frozen=True)
class Call:
    """An action; the resource, where the code names it; and the definition that asks for it."""

    action: str
    resource: str
    asked_by: str


@cache
def _code() -> Code:
    return Code({source.name: source for source in (*package_sources(), *function_sources())})


@cache
def _reached(function: str) -> Reach:
    module = next(source.name for source in function_sources() if logical_id(source.name) == function)
    reach = Reach(_code())
    for definition in _code().definitions(module).values():
        reach.add(definition)
    return reach


def logical_id(module: str) -> str:
    """Return `LineWebhookFunction` for `functions.line_webhook`."""
    return f"{module.rpartition('.')[2].title().replace('_', '')}Function"


@cache
def calls(function: str) -> frozenset[Call]:
    """Return all that a function's code can ask of AWS."""
    return frozenset(
        Call(f"{service}:{action}", _resource(service, room, definition, function), definition.key)
        for definition, room in _reached(function).found
        for service, action in _asked(definition)
    )


def _resource(service: str, room: str, definition: Definition, function: str) -> str:
    """Find the room's table, or what the settings of the definition's module name of that service."""
    if service == "dynamodb":
        return TABLES[room]
    named = (environment(function).get(one) for one in _settings(definition.module))
    return next((one for one in named if one and kinds().get(one) in ARNS and f":{service}:" in arn(one)), "")


@cache
def variables(function: str) -> dict[str, bool]:
    """Return each variable that a function's code can read, and whether it must be there."""
    modules = {definition for definition, _ in _reached(function).found}
    return {name: must for definition in modules for name, must in _read(definition).items()}


@cache
def _settings(module: str) -> dict[str, bool]:
    return {name: must for one in _code().definitions(module).values() for name, must in _read(one).items()}


def _read(definition: Definition) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for node in definition.parts:
        match node:
            case ast.Call(func=ast.Name(id="settings"), args=[ast.Name() as kind]):
                read = _code().resolve(definition.module, kind)
                if isinstance(read, Definition):
                    found |= {name.upper(): must for name, must in _fields(read)}
    return found


def _fields(definition: Definition) -> Iterator[tuple[str, bool]]:
    for node in ast.iter_child_nodes(definition.node):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.value is None


def _asked(definition: Definition) -> Iterator[tuple[str, str]]:
    if definition.module.endswith(".runtime.s3") and definition.name in SIGNED:
        yield from _actions("s3", SIGNED[definition.name])
    uses_boto3 = {"boto3", "botocore"} & definition.source.packages() or any(
        name.endswith(".runtime.aws") for name in definition.source.imports()
    )
    for node in definition.parts:
        match node:
            # `call("sqs", "AmazonSQS.SendMessage", ...)`, `dynamodb("PutItem", ...)`
            case ast.Call(args=given):
                for one in given:
                    name = one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else ""
                    operation = name.rpartition(".")[2]
                    if operation in _signed_operations():
                        yield from _actions(_signed_operations()[operation], operation)
            case ast.Dict(keys=keys):
                for key in keys:
                    if isinstance(key, ast.Constant) and key.value in PARTS:
                        yield "dynamodb", PARTS[key.value]
            case ast.Attribute(attr=name) if uses_boto3 and name in _methods():
                yield from _actions(*_methods()[name])


def _actions(service: str, operation: str) -> Iterator[tuple[str, str]]:
    """Yield the actions of an operation, as `role_needs` has them call by call."""
    if service == "s3":
        for action in (*OBJECT_ACTIONS.get(operation, ()), *SOURCE_ACTIONS.get(operation, ())):
            yield service, action
        if operation in LOOKING:
            yield "s3", "ListBucket"
    elif operation == "CreateSchedule":
        yield from ((service, operation), ("iam", "PassRole"))
    elif not operation.startswith("Transact"):
        yield service.removesuffix("v2"), operation.removesuffix("Batch") if service == "sqs" else operation


@cache
def _signed_operations() -> dict[str, str]:
    return {
        name: service for service in ("kms", "secretsmanager", "sqs", "dynamodb") for name in _names(service)
    }


@cache
def _methods() -> dict[str, tuple[str, str]]:
    return {
        xform_name(name): (service, name)
        for service in ("s3", "scheduler", "sesv2")
        for name in _names(service)
    }


def _names(service: str) -> list[str]:
    return list(botocore.session.get_session().get_service_model(service).operation_names)
