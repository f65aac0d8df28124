"""`sam deploy` of the real template to the local stack, and the little that ministack leaves out of it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local import built, line_channel
from local.aws import LocalAws
from local.places import BUILT, REGION, environment, tool
from local.processes import Job, run

STACK = "madoguchi-local"
BUCKET = "madoguchi-local-artefacts"


def deploy(aws: LocalAws, url: str, line_url: str, log: Path) -> dict[str, str]:
    """Deploy what is built; returns the stack's outputs."""
    aws.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    settings = {**line_channel.parameters(line_url), "PagesUrl": url}
    overrides = [f"{name}={value}" for name, value in settings.items()]
    command = [tool("sam"), "deploy", "--stack-name", STACK, "--s3-bucket", BUCKET]
    command += ["--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-progressbar"]
    command += ["--template-file", str(BUILT / "template.yaml"), "--parameter-overrides", *overrides]
    run(Job("sam deploy", command, environment(aws.endpoint_url), log))
    resources = _physical_ids(aws)
    _open_routes(aws, built.template(), resources)
    _switch_on_expiry(aws, built.template(), resources)
    outputs = _outputs(aws)
    aws.secretsmanager.put_secret_value(
        SecretId=outputs["SecretsId"], SecretString=json.dumps(line_channel.secrets())
    )
    # A new account's SES writes to nobody: this one has been let out of its sandbox.
    mail = aws.client("sesv2")
    mail.create_email_identity(EmailIdentity=line_channel.MAIL_FROM)
    mail.put_account_details(MailType="TRANSACTIONAL", WebsiteURL=line_url, ProductionAccessEnabled=True)
    return outputs


def _physical_ids(aws: LocalAws) -> dict[str, str]:
    pages = aws.cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK)
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for page in pages
        for resource in page["StackResourceSummaries"]
    }


def _outputs(aws: LocalAws) -> dict[str, str]:
    stack = aws.cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def _open_routes(aws: LocalAws, template: Mapping[str, Any], resources: Mapping[str, str]) -> None:
    # ministack does not read the OpenAPI body in which SAM writes an HTTP API's routes.
    api = resources["HttpApi"]
    gateway = aws.apigatewayv2
    authorizers = _authorizers(aws, template, resources)
    for name, resource in template["Resources"].items():
        routes = [
            event["Properties"]
            for event in resource.get("Properties", {}).get("Events", {}).values()
            if event["Type"] == "HttpApi"
        ]
        if not routes:
            continue
        arn = aws.functions.get_function(FunctionName=resources[name])["Configuration"]["FunctionArn"]
        integration = gateway.create_integration(
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
        )
        target = f"integrations/{integration['IntegrationId']}"
        for route in routes:
            authorizer = route.get("Auth", {}).get("Authorizer")
            guarded: Any = (
                {"AuthorizationType": "JWT", "AuthorizerId": authorizers[authorizer]} if authorizer else {}
            )
            key = f"{route['Method']} {route['Path']}"
            gateway.create_route(ApiId=api, RouteKey=key, Target=target, **guarded)


def _authorizers(aws: LocalAws, template: Mapping[str, Any], resources: Mapping[str, str]) -> dict[str, str]:
    """Create the API's authorizers, which the emulator then enforces; returns their ids by name."""
    written = template["Resources"]["HttpApi"]["Properties"]["Auth"]["Authorizers"]
    ids = {}
    for name, authorizer in written.items():
        jwt = authorizer["JwtConfiguration"]
        made = aws.apigatewayv2.create_authorizer(
            ApiId=resources["HttpApi"],
            Name=name,
            AuthorizerType="JWT",
            IdentitySource=[authorizer["IdentitySource"]],
            JwtConfiguration={
                "Issuer": _resolved(jwt["issuer"], resources),
                "Audience": [_resolved(one, resources) for one in jwt["audience"]],
            },
        )
        ids[name] = made["AuthorizerId"]
    return ids


def _resolved(value: Any, resources: Mapping[str, str]) -> str:
    """Resolve a string, a `!Ref` or a `!Sub` of the template."""
    known = {"AWS::Region": REGION, **resources}
    if isinstance(value, str):
        return value
    if "Ref" in value:
        return known[value["Ref"]]
    return re.sub(r"\$\{([^}]+)\}", lambda found: known[found[1]], value["Fn::Sub"])


def _switch_on_expiry(aws: LocalAws, template: Mapping[str, Any], resources: Mapping[str, str]) -> None:
    # ministack creates tables without their time to live.
    for name, resource in template["Resources"].items():
        expiry = resource.get("Properties", {}).get("TimeToLiveSpecification")
        if expiry:
            aws.dynamodb.update_time_to_live(TableName=resources[name], TimeToLiveSpecification=expiry)
