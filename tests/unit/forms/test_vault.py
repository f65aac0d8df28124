"""What applicants write is locked: with a key an application, bound to its place, gone with that key."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.forms.filing.submit import submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.records.store import ApplicationStore
from madoguchi.forms.records.vault import LIFETIME_SECONDS, USES, ApplicationKey, Vault
from madoguchi.runtime import kms
from madoguchi.runtime.kms import DataKey
from tests.moto_cloud import Cloud, cloud
from tests.unit.forms.surroundings import desk_over, submission

NAME = "神\ufa19 𠮷田 葛\U000e0100子"


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


@pytest.fixture
def calls() -> Iterator[list[str]]:
    """A KMS that only counts: a sealed key is the key read backwards."""
    made: list[str] = []

    def make(*_: object) -> DataKey:
        made.append("make")
        plain = len(made).to_bytes(32)
        return DataKey(plain, plain[::-1])

    def reopen(_key_id: str, sealed: bytes, _context: object) -> DataKey:
        made.append("open")
        return DataKey(sealed[::-1], sealed)

    with (
        patch.multiple(kms, new_data_key=make, open_data_key=reopen),
        patch.dict("os.environ", {"APPLICATIONS_KEY": "key"}),
    ):
        yield made


def test_nothing_that_was_written_lies_open_in_the_table(here: Cloud):
    desk = desk_over(ApplicationStore("applications_table"))
    filed = submit(submission(word=NAME), desk)
    take_step(filed.number, Step("correction_asked", "staff", "1", {"message": NAME}), desk)
    items = [one for one in here.items("applications_table") if not one["pk"]["S"].startswith("DEFINITION")]
    assert len(items) == 5
    for told in (NAME, "word", "message"):
        assert told not in str(items)
        assert told.encode() not in b"".join(
            value
            for one in items
            for typed in one.values()
            for value in typed.values()
            if isinstance(value, bytes)
        )


def test_another_function_opens_what_one_has_locked(here: Cloud):
    filed = submit(submission(word=NAME), desk_over(ApplicationStore("applications_table")))
    dossier = ApplicationStore("applications_table").dossier(filed.number)
    assert dossier
    assert dossier.answered().answers == {"word": NAME}


def test_without_its_key_an_application_is_gone(here: Cloud):
    store = ApplicationStore("applications_table")
    filed = submit(submission(), desk_over(store))
    here.dynamodb.update_item(
        TableName="applications_table",
        Key={"pk": {"S": f"APPLICATION#{filed.number}"}, "sk": {"S": "APPLICATION"}},
        UpdateExpression="REMOVE locked_key",
    )
    assert store.dossier(filed.number) is None


def test_what_was_moved_to_another_place_cannot_be_read(here: Cloud):
    store = ApplicationStore("applications_table")
    mine, other = (submit(submission(f"page {one}"), desk_over(store)).number for one in range(2))
    entry = {"pk": {"S": f"APPLICATION#{other}"}, "sk": {"S": "ENTRY#000001"}}
    moved = here.dynamodb.get_item(TableName="applications_table", Key=entry)["Item"]
    here.dynamodb.put_item(TableName="applications_table", Item={**moved, "pk": {"S": f"APPLICATION#{mine}"}})
    with pytest.raises(InvalidTag):
        store.dossier(mine)


def test_kms_is_asked_once_for_many_applications_and_again_after_a_while(calls: list[str]):
    now = [0.0]
    vault = Vault(lambda: now[0])
    keys = [vault.new_key(f"N{one}") for one in range(100)]
    assert [vault.open_key(key.number, key.locked) for key in keys] == keys
    assert calls == ["make"]
    now[0] = LIFETIME_SECONDS
    vault.new_key("later")
    vault.open_key("N1", keys[1].locked)
    assert calls == ["make", "make", "open"]


def test_a_data_key_locks_only_so_many(calls: list[str]):
    vault = Vault(lambda: 0.0)
    with patch.object(ApplicationKey, "__init__", lambda *_: None):
        for _ in range(USES + 1):
            vault.new_key("N")
    assert calls == ["make", "make"]


@given(st.text(), st.text(min_size=1), st.integers(1, 9))
def test_every_text_comes_back_as_it_was(text: str, number: str, place: int):
    key = ApplicationKey(number, b"", bytes(32))
    locked = key.lock(text, str(place))
    assert key.unlock(locked, str(place)) == text
    assert key.lock(text, str(place)) != locked
    with pytest.raises(InvalidTag):
        key.unlock(locked, str(place + 1))


def test_a_key_is_not_written_where_it_is_shown(calls: list[str]):
    key: Any = Vault(lambda: 0.0).new_key("N")
    assert "_plain" not in repr(key)
