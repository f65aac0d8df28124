"""What AWS delivers in our name it may deliver, and leave where we look what it could not deliver."""

from typing import Any

import pytest

from tests.architecture.template import resources
from tests.roles import Need, allows, arn, environment, listed, refusal, resolved

RULES, SCHEDULES = resources("AWS::Events::Rule"), resources("AWS::Scheduler::Schedule")
ROLES = resources("AWS::IAM::Role")


def logical_id(value: Any) -> str:
    found: str = value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0]
    return found


def queue_refusal(queue: str, service: str, need: Need) -> str:
    for policy in resources("AWS::SQS::QueuePolicy").values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            if statement["Principal"] == {"Service": service} and allows(resolved(statement), need):
                return ""
    return f"{queue} does not let {service} do {need.action} for {sorted(need.context.items())}"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_may_call_its_function_and_leave_what_it_could_not_deliver(name: str):
    permissions = [one["Properties"] for one in resources("AWS::Lambda::Permission").values()]
    for target in RULES[name]["Properties"]["Targets"]:
        function, source = logical_id(target["Arn"]), {"Fn::GetAtt": [name, "Arn"]}
        assert [
            one
            for one in permissions
            if one["FunctionName"] == {"Ref": function}
            and (one["Principal"], one.get("SourceArn")) == ("events.amazonaws.com", source)
        ]
        queue = logical_id(target["DeadLetterConfig"]["Arn"])
        need = Need("sqs:SendMessage", arn(queue), {"aws:SourceArn": [arn(name)]})
        assert queue_refusal(queue, "events.amazonaws.com", need) == ""


def schedules() -> dict[str, tuple[str, str, str]]:
    """Role, function and dead-letter queue of every schedule: those of the template, and those made later."""
    found = {}
    for name, schedule in SCHEDULES.items():
        target = schedule["Properties"]["Target"]
        ends = (target["RoleArn"], target["Arn"], target["DeadLetterConfig"]["Arn"])
        found[name] = tuple(map(logical_id, ends))
    desk = environment("BroadcastDeskFunction")
    names = (
        "BROADCAST_SCHEDULE_ROLE_ARN",
        "SCHEDULED_BROADCAST_FUNCTION_ARN",
        "SCHEDULE_DEAD_LETTER_QUEUE_ARN",
    )
    return {**found, "what the desk enters": tuple(desk[name] for name in names)}


@pytest.mark.parametrize("name", schedules())
def test_a_schedule_s_role_may_call_its_function_and_leave_what_it_could_not_deliver(name: str):
    role, function, queue = schedules()[name]
    assert refusal(role, Need("lambda:InvokeFunction", arn(function))) == ""
    assert refusal(role, Need("sqs:SendMessage", arn(queue))) == ""
    trusted = ROLES[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert [one["Principal"] for one in trusted] == [{"Service": "scheduler.amazonaws.com"}]


@pytest.mark.parametrize("name", resources("AWS::SQS::Queue"))
def test_a_queue_s_dead_letters_go_to_a_queue_of_its_own_kind(name: str):
    queues = resources("AWS::SQS::Queue")
    redrive = queues[name]["Properties"].get("RedrivePolicy")
    if redrive:
        other = queues[logical_id(redrive["deadLetterTargetArn"])]["Properties"]
        assert other.get("FifoQueue") == queues[name]["Properties"].get("FifoQueue")


def test_only_who_is_named_may_write_to_a_queue():
    for policy in resources("AWS::SQS::QueuePolicy").values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            assert statement["Principal"].keys() == {"Service"}
            assert statement["Condition"]["ArnEquals"]["aws:SourceArn"]
            assert listed(statement["Action"]) == ["sqs:SendMessage"]
