"""What the deployed architecture promises, read from the transformed template."""

import re

import pytest

from madoguchi.broadcast.delivery import queue
from tests.architecture.sources import ROOT
from tests.architecture.template import resources, transformed_template

# No route has an authorizer of API Gateway: each reason says who decides instead.
PUBLIC_ROUTES = {
    "POST /line/webhook": "LINE signs every call; the handler checks the signature before anything else",
    "GET /": "the list of what one can apply for",
    "GET /forms": "the list of what one can apply for",
    "GET /forms/enter": "the LIFF sign-in page itself",
    "POST /forms/enter": "LINE vouches for the posted ID token; a CSRF token guards it",
    "GET /forms/{form_id}": "an application is open to everybody; a session only adds who it is",
    "POST /forms/{form_id}": "the same; a CSRF token guards it",
    "GET /forms/{form_id}/drafts/{draft}": "the link of a draft cannot be guessed and is its key",
    "GET /forms/{form_id}/drafts/{draft}/files": "the same link, on the way back from the bucket",
    "GET /receipts": "an empty page that asks for receipt and secret",
    "POST /receipts": "receipt and secret together open one application; throttled",
    "GET /receipts/drafts/{draft}": "a correction's link opens only in the browser that began it",
    "GET /receipts/drafts/{draft}/files": "the same link, on the way back from the bucket",
    "POST /receipts/paper": "the same application on paper, by the same receipt and secret; throttled",
    "GET /drill": "the drill is open to everybody; a session only adds who it is",
    "POST /drill": "the same; a CSRF token guards it",
    "GET /drill/assets/{name}": "the map's library, as published; it knows nobody",
    "GET /drill/quizzes/{quiz_id}": "a quiz is open to everybody",
    "POST /drill/quizzes/{quiz_id}": "marking a quiz changes nothing and keeps nothing",
    "GET /drill/enter": "the LIFF sign-in page itself",
    "POST /drill/enter": "LINE vouches for the posted ID token; a CSRF token guards it",
    "GET /drill/again": "for a session's own resident; everybody else is led to the drill",
    "POST /drill/again": "the same; a CSRF token guards it",
    "GET /drill/campaigns/{campaign_id}": "what is published of a draw",
    "GET /drill/plans/{plan_id}/entry": "the plan's key opens the draw once",
    "POST /drill/plans/{plan_id}/entry": "the same; a CSRF token guards it",
    "GET /drill/numbers": "what may be published, small counts hidden",
    "GET /drill/numbers.json": "the same",
    "GET /drill/numbers.csv": "the same",
    "GET /drill/plan": "leads on to the session's own plan, without one to the drill",
    "GET /drill/plans/{plan_id}": "a plan's id cannot be guessed and is its household's key",
    "POST /drill/plans/{plan_id}": "the same key; a CSRF token guards it, a session what is its owner's",
    "GET /drill/plans/{plan_id}/edit": "the same key",
    "POST /drill/plans/{plan_id}/edit": "the same key; a CSRF token guards it",
    "GET /drill/shared/{share_id}": "a link that its household made and may end; it changes nothing",
    "GET /drill/plans/{plan_id}/card.pdf": "the same plan on paper",
}
# Where AWS offers nothing narrower than everything.
STAR_REASONS = {
    "TheAccountAdministersTheKey": "a key policy's resource is always the key itself, written as *",
}
MANAGED_POLICIES = {
    "AWSLambdaBasicExecutionRole": "SAM gives it to every role that it makes; it only writes logs",
    "AWSXrayWriteOnlyAccess": "tracing; X-Ray knows no resources",
}
FUNCTIONS = resources("AWS::Lambda::Function")


def statements():
    for name, role in resources("AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


def listed(value):
    return value if isinstance(value, list) else [value]


def test_every_function_runs_the_same_runtime():
    assert {
        (f["Properties"]["Runtime"], *f["Properties"]["Architectures"], f["Properties"]["Handler"])
        for f in FUNCTIONS.values()
    } == {("python3.13", "arm64", "app.handler")}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_logs_to_a_group_of_its_own_that_forgets(name):
    group = FUNCTIONS[name]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    assert group == name.removesuffix("Function") + "LogGroup"
    assert "RetentionInDays" in resources("AWS::Logs::LogGroup")[group]["Properties"]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_has_its_alarms(name, metric):
    watched = {
        (alarm["Properties"]["MetricName"], dimension["Value"].get("Ref"))
        for alarm in resources("AWS::CloudWatch::Alarm").values()
        for dimension in alarm["Properties"].get("Dimensions", ())
    }
    assert (metric, name) in watched


def test_every_route_has_a_decision_about_who_may_call_it():
    routes = {
        f"{method.upper()} {path}"
        for api in resources("AWS::ApiGatewayV2::Api").values()
        for path, methods in api["Properties"]["Body"]["paths"].items()
        for method, operation in methods.items()
        if "security" not in operation
    }
    assert routes == set(PUBLIC_ROUTES)


def test_the_api_is_throttled_and_logs_no_person():
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    assert stage["Properties"]["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    logged = set(re.findall(r"\$context\.([A-Za-z.]+)", stage["Properties"]["AccessLogSettings"]["Format"]))
    assert logged <= {
        *("requestId", "routeKey", "status", "responseLatency", "responseLength", "integrationErrorMessage")
    }


def test_every_statement_gives_its_reason_by_name():
    functions_roles = [(n, s) for n, s in statements() if n.endswith("FunctionRole")]
    own = [s for _, s in functions_roles if not _added_by_sam(s)]
    assert own
    assert [s for s in own if not re.fullmatch(r"[A-Z][A-Za-z]{9,}", s.get("Sid", ""))] == []


def _added_by_sam(statement):
    # SAM writes the permission for a failure destination itself, without a Sid.
    return statement["Action"] == "sqs:SendMessage" and "Sid" not in statement


def test_no_policy_reaches_beyond_its_own_resources():
    wide = [
        (name, statement)
        for name, statement in statements()
        if "*" in listed(statement["Resource"]) or any(a.endswith("*") for a in listed(statement["Action"]))
    ]
    assert wide == []
    for key in resources("AWS::KMS::Key").values():
        for statement in key["Properties"]["KeyPolicy"]["Statement"]:
            assert statement["Sid"] in STAR_REASONS


def test_roles_take_no_managed_policy_without_a_listed_reason():
    attached = {
        str(arn).rpartition("/")[2]
        for role in resources("AWS::IAM::Role").values()
        for arn in role["Properties"].get("ManagedPolicyArns", [])
    }
    assert attached == set(MANAGED_POLICIES)


def test_no_function_may_scan_a_table():
    assert [s for _, s in statements() if "dynamodb:Scan" in listed(s["Action"])] == []


def test_the_scheduler_may_read_residents_through_its_indexes_and_by_notes_of_moves_alone():
    allowed = [
        (*listed(statement["Action"]), statement["Resource"], statement.get("Condition"))
        for name, statement in statements()
        if name == "ScheduledBroadcastFunctionRole" and "ResidentsTable" in str(statement["Resource"])
    ]
    # The table itself only by the ids that the index or a note of a move named.
    moves = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "MOVED#*"}}
    assert allowed == [
        ("dynamodb:Query", {"Fn::Sub": "${ResidentsTable.Arn}/index/by-*"}, None),
        ("dynamodb:Query", {"Fn::GetAtt": ["ResidentsTable", "Arn"]}, moves),
        ("dynamodb:BatchGetItem", {"Fn::GetAtt": ["ResidentsTable", "Arn"]}, None),
    ]


@pytest.mark.parametrize("name", resources("AWS::DynamoDB::Table"))
def test_every_table_is_encrypted_restorable_and_protected(name):
    table = resources("AWS::DynamoDB::Table")[name]
    properties = table["Properties"]
    assert properties["SSESpecification"]["SSEEnabled"] is True
    assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert "DeletionProtectionEnabled" in properties
    assert (table["DeletionPolicy"], properties["BillingMode"]) == ("Retain", "PAY_PER_REQUEST")
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


@pytest.mark.parametrize("name", resources("AWS::SQS::Queue"))
def test_every_queue_is_encrypted_and_has_a_reader_or_is_watched(name):
    queue = resources("AWS::SQS::Queue")[name]["Properties"]
    assert queue["SqsManagedSseEnabled"] is True
    if "RedrivePolicy" in queue:
        readers = resources("AWS::Lambda::EventSourceMapping").values()
        assert [r for r in readers if r["Properties"]["EventSourceArn"] == {"Fn::GetAtt": [name, "Arn"]}]
    else:
        assert f"'{name}', 'QueueName'" in str(resources("AWS::CloudWatch::Alarm"))


@pytest.mark.parametrize("name", resources("AWS::Lambda::EventSourceMapping"))
def test_a_queue_s_reader_reports_partial_failures(name):
    mapping = resources("AWS::Lambda::EventSourceMapping")[name]["Properties"]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_queue_waits_longer_than_its_reader_runs():
    queues, functions = resources("AWS::SQS::Queue"), FUNCTIONS
    for mapping in resources("AWS::Lambda::EventSourceMapping").values():
        source = mapping["Properties"]["EventSourceArn"]["Fn::GetAtt"][0]
        if source not in queues:
            # A stream waits for its reader by itself; it must know where to leave what cannot be read.
            assert mapping["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]
            continue
        waiting = queues[source]["Properties"]
        reader = functions[mapping["Properties"]["FunctionName"]["Ref"]]["Properties"]
        assert waiting["VisibilityTimeout"] >= 3 * reader["Timeout"]


def test_a_chunk_is_tried_for_an_hour_before_it_is_a_dead_letter():
    chunks = resources("AWS::SQS::Queue")["BroadcastChunksQueue"]["Properties"]
    assert chunks["VisibilityTimeout"] == queue.LONGEST_WAIT_SECONDS
    waits = [queue.wait_seconds(times) for times in range(1, chunks["RedrivePolicy"]["maxReceiveCount"])]
    assert 58 * 60 < sum(waits) <= 60 * 60


def test_what_is_invoked_asynchronously_has_a_failure_address():
    scheduled = {
        schedule["Properties"]["Target"]["Arn"]["Fn::GetAtt"][0]
        for schedule in resources("AWS::Scheduler::Schedule").values()
    }
    addressed = {
        config["Properties"]["FunctionName"]["Ref"]
        for config in resources("AWS::Lambda::EventInvokeConfig").values()
        if config["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]
    }
    assert scheduled
    assert scheduled <= addressed
    for schedule in resources("AWS::Scheduler::Schedule").values():
        assert schedule["Properties"]["Target"]["DeadLetterConfig"]


def test_senders_know_how_many_they_are():
    variables = FUNCTIONS["BroadcastDeliveryFunction"]["Properties"]["Environment"]["Variables"]
    mapping = resources("AWS::Lambda::EventSourceMapping")["BroadcastDeliveryChunks"]
    senders = mapping["Properties"]["ScalingConfig"]["MaximumConcurrency"]
    assert variables["DELIVERY_CONCURRENCY"] == str(senders)


def test_no_secret_is_written_in_the_template():
    text = (ROOT / "template.yaml").read_text()
    assert "GenerateSecretString" in text
    assert not re.search(r"\bSecretString:", text)


def test_outputs_name_what_operators_and_the_local_run_need():
    assert {
        *("HttpApiUrl", "HttpApiId", "ResidentsTableName", "ApplicationsTableName", "DrillsTableName"),
        *("BroadcastsTableName", "LineEventsQueueUrl", "BroadcastChunksQueueUrl", "SecretsId"),
        *("ScheduledBroadcastFunctionArn", "BroadcastScheduleGroupName", "BroadcastScheduleRoleArn"),
        "ScheduleDeadLetterQueueArn",
    } <= set(transformed_template()["Outputs"])
