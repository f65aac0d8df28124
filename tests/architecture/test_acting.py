"""A handler in a test may do what its function's role allows; what it may not do fails the test by name."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import boto3
import pytest

from madoguchi.runtime import aws, s3
from madoguchi.runtime.dynamodb import dynamodb
from madoguchi.runtime.errors import AwsRefused
from tests import roles
from tests.acting import as_function
from tests.moto_cloud import BUCKET, Cloud, cloud

HERE, APPLICATION = "drafts/0f/papers/1/a.pdf", "applications/N/1"


def do(name: str, deed: Callable[[], Any]) -> Any:
    """Do something as a function does it."""
    return as_function(name, lambda _event, _context: deed())(None, None)


def query(table: str, partition: str, **more: str) -> Callable[[], Any]:
    condition = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": partition}}}
    return lambda: dynamodb("Query", TableName=table, **condition, **more)


def read_many(table: str, partition: str) -> Callable[[], Any]:
    keys = {"Keys": [{"pk": {"S": partition}, "sk": {"S": "x"}}]}
    return lambda: dynamodb("BatchGetItem", RequestItems={table: keys})


ALLOWED = {
    "a file's way to its application": (
        "application_follow_up",
        lambda: aws.move_object(BUCKET, HERE, APPLICATION),
    ),
    "the end of an application's files": (
        "application_follow_up",
        lambda: aws.delete_objects(BUCKET, "applications/N/"),
    ),
    "a letter from our address": (
        "application_follow_up",
        lambda: aws.send_mail("us@example.jp", "you@example.jp", "s", "b"),
    ),
    "a link to a file": ("form_submission", lambda: s3.link(BUCKET, APPLICATION, 60)),
    "who moved": ("scheduled_broadcast", query("residents_table", "MOVED#10201")),
    "a plan": ("scheduled_broadcast", read_many("drills_table", "PLAN#1")),
}
REFUSED = {
    "a file from elsewhere": (
        "application_follow_up",
        lambda: s3.link(BUCKET, "exports/all.csv", 60),
        "s3:GetObject on arn:aws:s3:::AttachmentsBucket/exports/all.csv",
    ),
    "a file put back into a draft": (
        "application_follow_up",
        lambda: aws._s3().put_object(Bucket=BUCKET, Key=HERE),
        "s3:PutObject on arn:aws:s3:::AttachmentsBucket/drafts/",
    ),
    "a letter from another address": (
        "application_follow_up",
        lambda: aws._ses().send_email(FromEmailAddress="them@example.jp", Content={}),
        "ses:SendEmail",
    ),
    "a file posted where it counts": (
        "form_submission",
        lambda: s3.form_for(BUCKET, {"key": APPLICATION}, [], 60),
        "s3:PutObject on arn:aws:s3:::AttachmentsBucket/applications/N/1",
    ),
    "a resident's item": (
        "scheduled_broadcast",
        query("residents_table", "U1"),
        "dynamodb:Query on .*table/ResidentsTable, dynamodb:LeadingKeys .'U1'.",
    ),
    "a drill": (
        "scheduled_broadcast",
        read_many("drills_table", "DRILL#1"),
        "dynamodb:BatchGetItem on .*DrillsTable",
    ),
}


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_FROM", "us@example.jp")


@pytest.mark.parametrize("case", ALLOWED)
def test_what_a_role_allows_is_done(case: str, address: None):
    name, deed = ALLOWED[case]
    with cloud():
        boto3.client("s3").put_object(Bucket=BUCKET, Key=HERE, Body=b"x", Tagging="scan=clean")
        boto3.client("sesv2").create_email_identity(EmailIdentity="us@example.jp")
        do(name, deed)


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_role_does_not_allow_is_refused_and_fails_the_test_though_nobody_noticed(
    case: str, address: None
):
    name, deed, said = REFUSED[case]
    unnoticed = pytest.raises(Exception, match="AccessDenied")
    with pytest.raises(AssertionError, match=said), cloud(), unnoticed:
        do(name, deed)


def test_a_statement_that_is_taken_away_is_missed_by_the_call_that_needs_it():
    def post() -> None:
        from madoguchi.talk.notify import notify

        notify("U1", "drill_again", {}, "1")

    whole = roles.statements("DrillReminderFunctionRole")
    less = [one for one in whole if one.get("Sid") != "TellThemInTheChat"]
    said = "DrillReminderFunctionRole does not allow sqs:SendMessage on .*:LineEventsQueue"
    missed, unnoticed = pytest.raises(AssertionError, match=said), pytest.raises(AwsRefused)
    with patch.object(roles, "statements", lambda _role: less), missed, cloud(), unnoticed:
        do("drill_reminder", post)


def test_a_test_s_own_calls_are_nobody_s():
    with cloud() as here:
        assert isinstance(here, Cloud)
        assert here.items("residents_table") == []


def test_the_threads_of_a_pool_are_nobody_s_once_the_handler_has_ended():
    refused = query("residents_table", "U1")
    with cloud(), ThreadPoolExecutor() as pool:
        do("scheduled_broadcast", lambda: None)
        pool.submit(refused).result()


def test_the_threads_of_a_pool_work_for_the_handler_that_waits_for_them():
    def wait() -> None:
        with ThreadPoolExecutor() as pool:
            pool.submit(query("residents_table", "U1")).result()

    unnoticed = pytest.raises(AwsRefused, match="AccessDenied")
    with pytest.raises(AssertionError, match=r"LeadingKeys .'U1'."), cloud(), unnoticed:
        do("scheduled_broadcast", wait)
