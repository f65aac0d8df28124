"""Every broadcast that staff wrote is what LINE takes, in every language."""

import re

import pytest
from linebot.v3.messaging import MulticastRequest, PushMessageRequest

from local.line_emulator.validation.messages import check_messages
from madoguchi.broadcast.message import compose, personal
from madoguchi.runtime import content
from tests.unit.broadcast.cloud import room as running_room
from tests.unit.broadcast.cloud import user


@pytest.fixture(scope="module")
def composed():
    with running_room():
        pieces = [name.rpartition("/")[2] for name in content.names("broadcasts/texts")]
        return {name: compose.compose(compose.read(name), "https://liff.line.me/1-a") for name in pieces}


def test_there_is_one_of_each_kind(composed):
    assert {"bousai_preparedness", "level4_evacuation", "evacuation_drill"} <= set(composed)


def test_the_official_sdk_reads_every_request_without_loss(composed):
    for by_stream in composed.values():
        for messages in by_stream.values():
            body = {"to": [user(1)], "messages": messages, "notificationDisabled": False}
            assert MulticastRequest.from_dict(body).to_dict() == body


def test_the_longest_values_still_make_a_message_that_line_takes(composed):
    longest = dict.fromkeys(personal.KNOWN, "前橋市（まえばしし）" * 80)
    for by_stream in composed.values():
        for messages in by_stream.values():
            filled = personal.fill(messages, longest)
            body = {"to": user(1), "messages": filled, "notificationDisabled": False}
            assert PushMessageRequest.from_dict(body).to_dict() == body
            check_messages(filled)


def test_links_lead_somewhere(composed):
    links = re.findall(r"'uri': '([^']*)'", str(composed))
    assert links
    assert all(re.match(r"https://|tel:", link) for link in links)


def test_a_message_is_in_one_language_only(composed):
    english = [str(messages) for languages in composed.values() for messages in [languages["en"]]]
    assert not [text for text in english if re.search(r"[ぁ-んァ-ン一-龥]", text)]
