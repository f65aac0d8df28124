"""Chunks, their names, their keys."""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from tests.unit.broadcast.drafts import frozen

user_ids = st.binary(min_size=16, max_size=16).map(lambda one: f"U{one.hex()}")
streams = st.dictionaries(
    st.sampled_from(["ja", "easy", "en", "pt-BR", "vi"]), st.integers(min_value=1, max_value=900_000)
)


@settings(deadline=None)
@given(st.lists(user_ids, max_size=500))
def test_packing_keeps_ids_and_their_order(ids):
    assert chunk.unpack(chunk.pack(ids)) == ids


def test_a_full_chunk_fits_into_eight_write_units():
    packed = chunk.pack([f"U{number:032x}" for number in range(500)])
    assert len(packed) == 8000


@pytest.mark.parametrize("bad", ["", "U", "u" + "0" * 32, "U" + "0" * 31, "U" + "g" * 32, "C" + "0" * 32])
def test_what_is_no_user_id_is_not_packed(bad):
    with pytest.raises(ValueError, match="1 of 1"):
        chunk.pack([bad])


@settings(deadline=None)
@given(streams)
def test_sizes_add_up_and_only_the_last_of_a_stream_is_not_full(streams):
    sizes = chunk.sizes(frozen(streams))
    for stream, recipients in streams.items():
        own = [size for name, size in sizes.items() if chunk.stream_of(name) == stream]
        assert sum(own) == recipients
        assert all(size == 500 for size in own[:-1])
        assert 1 <= own[-1] <= 500


@settings(deadline=None)
@given(streams, st.text(max_size=12))
def test_one_chunks_size_is_the_plans(streams, other):
    sizes = chunk.sizes(frozen(streams))
    first_and_last = set() if not sizes else {next(iter(sizes)), next(reversed(sizes))}
    assert {name: chunk.size(frozen(streams), name) for name in first_and_last}.items() <= sizes.items()
    assert chunk.size(frozen(streams), other) == sizes.get(other, 0)


@pytest.mark.parametrize(
    "name", ["ja-00000", "ja-00003", "ja-1", "ja-0001", "vi-00001", "ja", "", "ja--0001"]
)
def test_a_chunk_that_is_not_planned_has_nobody(name):
    assert chunk.size(frozen({"ja": 700}), name) == 0


def test_800_000_japanese_readers_are_1_600_calls():
    assert len(chunk.sizes(frozen({"ja": 800_000}))) == 1_600


@settings(deadline=None)
@given(st.lists(user_ids, min_size=1, max_size=3), st.text(max_size=20), st.text(max_size=20))
def test_the_retry_key_is_the_bodys(ids, one, other):
    ref = ChunkRef("b", "a", "ja-00001")
    key, again = (
        chunk.retry_key(ref, chunk.body_hash(ids, [{"type": "text", "text": text}])) for text in (one, other)
    )
    assert uuid.UUID(key).version == 5
    assert (again == key) is (one == other)


def test_two_chunks_never_share_a_key():
    body = chunk.body_hash(["U" + "0" * 32], [{"type": "text", "text": "x"}])
    keys = {
        chunk.retry_key(ChunkRef(broadcast, "a", name), body)
        for broadcast in ("b1", "b2")
        for name in ("ja-00001", "ja-00002", "en-00001")
    }
    assert len(keys) == 6
