"""template.yaml as it is written, and as AWS sees it after the SAM transform."""

import json
from functools import cache
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from tests.architecture.sources import ROOT

PARAMETERS = {"Stage": "test", "LiffUrl": "https://liff.line.me/1-a", "LineLoginChannelId": "1"}


def written_template() -> dict[str, Any]:
    """Return template.yaml before the transform."""
    template: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text())
    return template


@cache
def _transformed() -> str:
    template = written_template()
    for resource in template["Resources"].values():
        # The transform wants packaged artefacts, as `sam deploy` leaves them.
        for key in ("CodeUri", "ContentUri"):
            if key in resource.get("Properties", {}):
                resource["Properties"][key] = "s3://bucket/key"
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name="ap-northeast-1"))
    return json.dumps(translator.translate(template, PARAMETERS))


def transformed_template() -> dict[str, Any]:
    """Return what CloudFormation receives."""
    template: dict[str, Any] = json.loads(_transformed())
    return template


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Return the transformed resources of one type, by logical id."""
    found = transformed_template()["Resources"]
    return {name: resource for name, resource in found.items() if resource["Type"] == kind}
