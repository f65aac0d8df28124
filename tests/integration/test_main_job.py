"""The main job through the doors alone: add the account, register, hear from the prefecture."""

import json
import os
import re
import subprocess
import sys
import time
import uuid

import httpx
import pytest

from local.places import BUILT, ROOT
from local.stack import Stack
from tests.integration.resident import Message, Resident, control
from tests.integration.visitor import Visitor

pytestmark = pytest.mark.stack
PREPAREDNESS = "bousai_preparedness"
SURVEY = "/forms/magazine_survey"


@pytest.fixture(scope="module")
def maebashi(running_stack: Stack) -> Resident:
    """A registered resident of 前橋市 who asked for 防災."""
    resident = Resident.befriends(running_stack, "前橋の人")
    resident.registers("前橋市", "防災")
    return resident


@pytest.fixture(scope="module")
def takasaki(running_stack: Stack) -> Resident:
    """A registered resident of 高崎市 who asked for 防災."""
    resident = Resident.befriends(running_stack, "高崎の人")
    resident.registers("高崎市", "防災")
    return resident


def altogether(messages: list[Message]) -> str:
    """What stands in messages, as one text."""
    return json.dumps(messages, ensure_ascii=False)


def trains(stack: Stack, resident: Resident) -> Visitor:
    """Let a resident do the drill; returns their browser, which shows the plan."""
    visitor = Visitor(stack)
    visitor.signs_in(resident, "/drill/enter")
    visitor.opens("/drill")
    visitor.posts("begin")
    for _ in range(20):
        if "next" not in visitor.form.buttons:
            break
        visitor.posts("next", municipality="10201")
    plan = re.search(r"/drill/plans/[\w-]+", visitor.html)
    assert plan, "the result leads to the plan"
    visitor.opens(plan.group())
    return visitor


def test_a_resident_trains_and_the_chat_tells_the_result(running_stack: Stack, maebashi: Resident):
    with trains(running_stack, maebashi) as visitor:
        assert "前橋市" in visitor.html
    told = maebashi.hears()
    assert len(told) == 1
    assert "/drill/plans/" in altogether(told)


def test_an_application_sent_twice_arrives_once(running_stack: Stack, maebashi: Resident):
    with Visitor(running_stack) as visitor:
        visitor.signs_in(maebashi, "/forms/enter")
        visitor.opens(SURVEY)
        visitor.posts("next", prize="no")
        posted = visitor.posts("submit")
        first = visitor.texts("receipt")
        visitor.posts_again(SURVEY, posted)
        assert visitor.texts("receipt") == first
    assert len(first) == 2
    told = maebashi.hears()
    assert len(told) == 1
    assert first[0] in altogether(told)


def test_a_wrong_answer_is_shown_beside_its_field_and_nothing_is_lost(running_stack: Stack):
    with Visitor(running_stack) as visitor:
        visitor.opens(SURVEY)
        visitor.posts("next", rating="", prize="no", opinion="紙面の感想です")
        assert visitor.form.values["step"] == ["opinion"]
        assert visitor.form.values["prize"] == ["no"]
        assert "紙面の感想です" in visitor.html


def broadcast(stack: Stack, *arguments: str) -> str:
    """Run the broadcast command on this stack; returns what it printed."""
    packages = [ROOT / "layers" / "madoguchi" / "python", BUILT / "ContentLayer" / "python"]
    settings = stack.environment() | {"PYTHONPATH": os.pathsep.join(map(str, [ROOT, *packages]))}
    code = "import sys; from local.broadcast_commands import run; sys.exit(run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_broadcast_reaches_its_segment_once_and_nobody_else(
    running_stack: Stack, maebashi: Resident, takasaki: Resident
):
    printed = broadcast(
        running_stack,
        *("send", PREPAREDNESS, "--segment", "municipality=10201,topic=bousai"),
        *("--in", "3s", "--approve-as", "sato"),
    )
    (message,) = maebashi.hears()
    assert message
    assert [entry["via"] for entry in maebashi.messages].count("multicast") == 1
    assert [entry["via"] for entry in takasaki.messages].count("multicast") == 0
    assert re.search(r"accepted", printed), printed


def test_a_plan_comes_back_to_whose_it_is_and_others_read_how_to_make_one(
    running_stack: Stack, takasaki: Resident
):
    planner = Resident.befriends(running_stack, "計画のある人")
    planner.registers("前橋市", "防災")
    with trains(running_stack, planner) as visitor:
        edit = re.search(r"/drill/plans/\w+/edit", visitor.html)
        assert edit, "the plan can be written on"
        visitor.opens(edit.group())
        visitor.posts("next", place_1="桐生のおば")
    planner.hears()
    broadcast(
        running_stack,
        *("send", "plan_before_the_rain", "--segment", "topic=bousai"),
        *("--in", "3s", "--approve-as", "sato"),
    )
    brought, common = altogether(planner.hears()), altogether(takasaki.hears())
    assert "1番目: 桐生のおば" in brought
    assert "next=/drill/plan" in brought
    assert "避難の計画がまだない方へ" in common
    assert "桐生" not in common


def test_an_event_sent_three_times_is_answered_once(running_stack: Stack, maebashi: Resident):
    # What was broadcast before may have come first.
    menu = maebashi.says("メニュー")[-1]
    repeated = {
        "type": "message",
        "message": {"type": "text", "text": "メニュー", "id": "468789577898262530"},
        "webhookEventId": "01J" + uuid.uuid4().hex[:23].upper(),
        "timestamp": int(time.time() * 1000),
    }
    for _ in range(3):
        maebashi.event(**repeated)
    time.sleep(3)
    assert [one["altText"] for one in maebashi.hears()] == [menu["altText"]]


def test_a_reply_that_fails_once_still_arrives(running_stack: Stack, maebashi: Resident):
    once = {"endpoint": "reply", "kind": "500", "rate": 1, "count": 1}
    control(running_stack.line_url, "faults", once)
    assert maebashi.says("メニュー")


def test_a_stranger_s_webhook_is_refused(running_stack: Stack):
    door = f"{running_stack.url}/line/webhook"
    assert httpx.post(door, content=b'{"events":[]}').status_code == 401
    forged = {"x-line-signature": "A" * 43 + "="}
    assert httpx.post(door, content=b'{"events":[]}', headers=forged).status_code == 401
