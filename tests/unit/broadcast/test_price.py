"""What a broadcast costs: calls and bytes as DynamoDB counts them (1 KB a write unit, 4 KB a read unit)."""

from collections import Counter

import boto3
import pytest

from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.delivery.deliver_chunk import deliver_chunk
from madoguchi.broadcast.records import ledger_store, store
from madoguchi.runtime import dynamodb
from tests.unit.broadcast.cloud import Answer, user
from tests.unit.broadcast.drafts import frozen, people


@pytest.fixture
def operations(room, monkeypatch):
    counted: Counter[str] = Counter()
    call = dynamodb.call

    def count(service, target, body):
        counted[target.rpartition(".")[2]] += 1
        return call(service, target, body)

    monkeypatch.setattr(dynamodb, "call", count)
    return counted


def delivered(number):
    broadcast = frozen({"ja": 500 * number})
    store.add(broadcast)
    store.keep_messages(broadcast.id, "hash", {"ja": [{"type": "text", "text": "x"}]})
    chunks = {
        f"ja-{one:05d}": people(*(user(500 * one + at) for at in range(500))) for one in range(1, number + 1)
    }
    ledger_store.keep_chunks(broadcast.id, "a1", chunks)
    return [ChunkRef(broadcast.id, "a1", name) for name in chunks]


def size_of(item):
    """Names and values in bytes; a number is at most 21, here about one byte for two digits."""
    values = {name: next(iter(value.values())) for name, value in item.items()}
    return sum(len(name) + len(value) for name, value in values.items())


def test_delivering_a_chunk_is_one_read_and_two_writes(room, operations):
    first, second = delivered(2)
    ports = assembly.ports()
    assert deliver_chunk(ports, first)
    operations.clear()
    store._found.cache_clear()
    assert deliver_chunk(ports, second)
    assert operations == {"GetItem": 2, "UpdateItem": 2}


def test_within_a_moment_the_broadcast_itself_is_not_read_again(room, operations, monkeypatch):
    monkeypatch.setattr(store.time, "monotonic", lambda: 7.0)
    first, second = delivered(2)
    ports = assembly.ports()
    assert deliver_chunk(ports, first)
    operations.clear()
    assert deliver_chunk(ports, second)
    assert operations == {"GetItem": 1, "UpdateItem": 2}


def test_a_chunk_that_line_turns_away_is_one_read_more_and_one_a_moment_between_tries(
    room, operations, monkeypatch
):
    monkeypatch.setattr(store.time, "monotonic", lambda: 7.0)
    first, second = delivered(2)
    ports = assembly.ports()
    assert deliver_chunk(ports, first)
    operations.clear()
    room.line.answers = [Answer(429, "r")] * 4
    assert not deliver_chunk(ports, second)
    assert operations == {"GetItem": 2, "UpdateItem": 2}


def test_a_full_chunk_is_8_write_units_and_2_read_units(room):
    (ref,) = delivered(1)
    table = boto3.client("dynamodb").scan(TableName=store.table())["Items"]
    (item,) = [one for one in table if one["sk"]["S"] == "CHUNK"]
    text = {name: value for name, value in item.items() if name != "ids"}
    assert 8000 < size_of(text) + len("ids") + 8000 <= 8 * 1024
    assert ref.chunk in item["pk"]["S"]


def test_a_decided_ledger_line_is_1_write_unit(room):
    (ref,) = delivered(1)
    deliver_chunk(assembly.ports(), ref)
    table = boto3.client("dynamodb").scan(TableName=store.table())["Items"]
    (line,) = [one for one in table if one["sk"]["S"].startswith("LEDGER#")]
    assert size_of(line) < 1024


def test_25_chunks_are_one_write_call(room, operations):
    delivered(26)
    assert operations["BatchWriteItem"] == 2
