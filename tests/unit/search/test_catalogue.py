"""What residents read about procedures holds everywhere, names its source and can be read by all."""

import datetime
import re
from typing import Any

import pytest

from madoguchi.runtime.errors import NotFound
from madoguchi.talk import procedures
from madoguchi.talk.procedure_schema import directory, search_index
from tests.eval.catalogue import pieces

KANJI_WITHOUT_READING = re.compile("[\u4e00-\u9fff々]+(?!\\(|[\u4e00-\u9fff々])")
LOCAL_TELEPHONE = re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}")
ADDRESS_OF_A_PAGE = re.compile(r"https?://|www\.|\.jp\b", re.IGNORECASE)


def entries() -> list[dict[str, Any]]:
    return [
        entry
        for name, category in pieces().items()
        if name.startswith("procedures/catalogue/")
        for entry in category["procedures"]
    ]


def texts(entry: dict[str, Any]) -> str:
    return " ".join(
        [*entry["title"].values(), *entry["summary"].values(), entry["first_step"], entry["source"]]
    )


def test_the_catalogue_is_wide():
    assert len(entries()) >= 100


def test_nothing_local_is_claimed():
    local = [
        entry["id"]
        for entry in entries()
        if LOCAL_TELEPHONE.search(texts(entry)) or ADDRESS_OF_A_PAGE.search(texts(entry))
    ]
    assert local == []


def test_every_entry_was_checked_and_not_in_the_future():
    assert all(entry["checked"] <= datetime.datetime.now(tz=datetime.UTC).date() for entry in entries())


def test_plain_japanese_gives_every_kanji_a_reading():
    unread = [
        (entry["id"], text)
        for entry in entries()
        for text in (entry["title"]["easy"], entry["summary"]["easy"])
        if KANJI_WITHOUT_READING.search(text)
    ]
    assert unread == []


def test_plain_japanese_sentences_are_short():
    without_readings = re.compile(r"\([^)]*\)")
    long = [
        entry["id"]
        for entry in entries()
        for sentence in without_readings.sub("", entry["summary"]["easy"]).split("。")
        if len(sentence) > 50
    ]
    assert long == []


@pytest.fixture
def _shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = {"procedures/directory": directory(pieces())}
    monkeypatch.setattr(procedures, "content", shipped.__getitem__)


@pytest.mark.usefixtures("_shipped")
def test_every_procedure_stands_on_a_shelf_and_can_be_read():
    shelved = [one for category in procedures.categories() for one in category.procedures]
    assert sorted(shelved) == sorted(entry["id"] for entry in entries())
    assert all(procedures.find_procedure(one).category for one in shelved)


@pytest.mark.usefixtures("_shipped")
def test_a_procedure_that_is_gone_is_said_to_be_gone():
    with pytest.raises(NotFound):
        procedures.find_procedure("horse_tax")


def test_the_same_id_twice_is_reported():
    twice = pieces() | {"procedures/catalogue/again": pieces()["procedures/catalogue/work"]}
    with pytest.raises(ValueError, match="two procedures have the id job_support"):
        search_index(twice)
