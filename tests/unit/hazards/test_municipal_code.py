"""The code of a municipality, as spreadsheets leave it."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.importers.municipal_code import check_digit, five_digits


def test_the_check_digit_is_right_for_every_town_of_gunma(shared_data):
    with (shared_data / "derived" / "gunma_municipalities.csv").open(encoding="utf-8") as file:
        towns = list(csv.DictReader(file))
    assert len(towns) == 35
    assert all(town["code5"] + check_digit(town["code5"]) == town["dantai_code6"] for town in towns)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("102016", "10201"),
        ("10201", "10201"),
        (" 102016 ", "10201"),
        ("102016.0", "10201"),
        ("102015", None),
        ("前橋市", None),
        ("", None),
        ("１０２０１", None),
    ],
)
def test_a_code_is_read_with_or_without_its_check_digit_and_not_guessed(text, expected):
    assert five_digits(text) == expected


def test_a_lost_leading_zero_is_found():
    assert five_digits("11002") == "01100"


def test_two_possible_readings_are_decided_by_the_towns_that_are_known_or_not_at_all():
    full = "01423" + check_digit("01423")
    assert five_digits(full[1:]) is None
    assert five_digits(full[1:], known={"01423"}) == "01423"
    assert five_digits(full[1:], known={full[1:]}) == full[1:]


@given(st.integers(1, 47), st.integers(100, 799))
def test_a_full_code_with_its_check_digit_is_always_read(prefecture, number):
    code = f"{prefecture:02d}{number}"
    assert five_digits(code + check_digit(code)) == code
