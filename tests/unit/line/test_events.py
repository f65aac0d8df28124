"""A webhook body becomes events, or is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.events import parse, resident_id, source_id
from madoguchi.runtime.errors import NotLineShape

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def test_events_come_in_their_order():
    assert [event["type"] for event in parse(b'{"events":[{"type":"follow"},{"type":"future"}]}')] == [
        "follow",
        "future",
    ]


def test_an_empty_list_is_lines_own_check_of_the_address():
    assert parse(b'{"destination":"U0","events":[]}') == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"events":{}}',
        b'{"events":[1]}',
        b'{"events":[{}]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_what_is_not_lines_shape_is_refused(body: bytes):
    with pytest.raises(NotLineShape):
        parse(body)


@given(JSON)
def test_any_json_is_either_events_or_refused(content: object):
    try:
        events = parse(json.dumps(content).encode())
    except NotLineShape:
        return
    assert all(isinstance(event["type"], str) for event in events)


@given(st.dictionaries(st.sampled_from(["source", "type"]), JSON))
def test_any_event_has_a_resident_or_none(event: dict[str, object]):
    assert resident_id(event) is None or isinstance(resident_id(event), str)
    assert source_id(event) is None or isinstance(source_id(event), str)


def test_a_groups_event_belongs_to_the_group_and_to_no_resident():
    event = {"type": "message", "source": {"type": "group", "groupId": "C1", "userId": "U1"}}
    assert (source_id(event), resident_id(event)) == ("C1", None)
