"""What the role of each function may do: template.yaml's policies, judged call by call as IAM would.

Only what the template uses is understood: allowing statements, and the operators of OPERATORS. Anything else
is an error here, never a permission.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from tests.architecture.template import resources, transformed_template

REGION, ACCOUNT = "ap-northeast-1", "123456789012"
_PLACE = f"{REGION}:{ACCOUNT}"
ARNS = {
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{_PLACE}:table/{{}}",
    "AWS::Events::Rule": f"arn:aws:events:{_PLACE}:rule/{{}}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "AWS::KMS::Key": f"arn:aws:kms:{_PLACE}:key/{{}}",
    "AWS::Lambda::Function": f"arn:aws:lambda:{_PLACE}:function:{{}}",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{_PLACE}:{{}}",
    "AWS::SecretsManager::Secret": f"arn:aws:secretsmanager:{_PLACE}:secret:{{}}",
}
PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": "amazonaws.com",
}
# With an empty context a ForAllValues is true, as in IAM.
OPERATORS = {
    "ArnEquals": lambda wanted, given: any(_like(one, wanted) for one in given),
    "StringEquals": lambda wanted, given: any(one in wanted for one in given),
    "StringLike": lambda wanted, given: any(_like(one, wanted) for one in given),
    "ForAllValues:StringLike": lambda wanted, given: all(_like(one, wanted) for one in given),
}


@dataclass(frozen=True)
class Need:
    """One action on one resource (an ARN), with the values of those condition keys that the call has."""

    action: str
    resource: str
    context: Mapping[str, Iterable[str]] = field(default_factory=dict, hash=False)


@cache
def kinds() -> dict[str, str]:
    """Return the type of every resource, by its logical id."""
    return {name: resource["Type"] for name, resource in transformed_template()["Resources"].items()}


def arn(logical_id: str) -> str:
    """Return the ARN by which policies know a resource of the template; its own name is its logical id."""
    return ARNS[kinds()[logical_id]].format(logical_id)


@cache
def resource_of(at: str) -> str:
    """Return the logical id of the resource that an ARN names or lies below; empty for none of ours."""
    of_arn = (name for name, kind in kinds().items() if kind in ARNS and f"{at}/".startswith(f"{arn(name)}/"))
    return next(of_arn, "")


def resolved(value: Any) -> Any:
    """Replace CloudFormation's references by ARNs and names; a parameter stands for itself."""
    if isinstance(value, list):
        return [resolved(one) for one in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Ref": str(name)}:
            return _referred(name)
        case {"Fn::GetAtt": [str(name), "Arn"]}:
            return arn(name)
        case {"Fn::GetAtt": [str(name), "StreamArn"]}:
            return f"{arn(name)}/stream/1"
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^}]+)\}", lambda found: _substituted(found[1]), text)
    return {key: resolved(one) for key, one in value.items()}


def _referred(name: str) -> str:
    # The one kind of ours whose `Ref` is its ARN.
    is_arn = kinds().get(name) == "AWS::SecretsManager::Secret"
    return arn(name) if is_arn else PSEUDO.get(name, name)


def _substituted(name: str) -> str:
    return arn(name.removesuffix(".Arn")) if name.endswith(".Arn") else _referred(name)


@cache
def environment(function: str) -> dict[str, str]:
    """Return the resource or the parameter that a function's variables name, by those that name one."""
    found: dict[str, str] = {}
    given = resources("AWS::Lambda::Function")[function]["Properties"]["Environment"]["Variables"]
    for variable, value in given.items():
        match value:
            case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), "Arn"]}:
                found[variable] = name
    return found


@cache
def statements(role: str) -> list[dict[str, Any]]:
    """Return what a role's own policies say, references resolved."""
    policies = resources("AWS::IAM::Role")[role]["Properties"].get("Policies", [])
    found = [one for policy in policies for one in policy["PolicyDocument"]["Statement"]]
    assert all(one["Effect"] == "Allow" and "NotAction" not in one for one in found)
    return [resolved(one) for one in found]


def refusal(role: str, need: Need) -> str:
    """Return why a role may not do something, in a sentence; empty when it may."""
    if any(allows(statement, need) for statement in statements(role)):
        return ""
    given = "".join(f", {key} {sorted(values)}" for key, values in need.context.items())
    return f"{role} does not allow {need.action} on {need.resource}{given}"


def allows(statement: Mapping[str, Any], need: Need) -> bool:
    """Whether one statement allows what is needed."""
    if not _like(need.action, listed(statement["Action"])):
        return False
    if not _like(need.resource, listed(statement["Resource"])):
        return False
    return all(
        OPERATORS[operator](listed(wanted), tuple(need.context.get(key, ())))
        for operator, keys in statement.get("Condition", {}).items()
        for key, wanted in keys.items()
    )


def _like(text: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(text, pattern.replace("[", "[[]")) for pattern in patterns)


def listed(value: Any) -> list[Any]:
    """Return what IAM takes alone or as a list as a list."""
    return value if isinstance(value, list) else [value]
