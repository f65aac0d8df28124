"""Receipt numbers: nobody guesses one, everybody can say one, and a slip is noticed."""

from hypothesis import assume, given
from hypothesis import strategies as st

from madoguchi.forms.application import receipt
from madoguchi.forms.application.receipt import SIGNS

numbers = st.text(SIGNS, min_size=receipt.RANDOM_SIGNS, max_size=receipt.RANDOM_SIGNS).map(receipt.with_check)
places = st.integers(0, receipt.RANDOM_SIGNS)


def test_a_number_holds_more_than_sixty_random_bits():
    assert len(SIGNS) ** receipt.RANDOM_SIGNS > 2**60
    assert len(SIGNS) ** receipt.KEY_SIGNS > 2**54


def test_numbers_differ():
    assert len({receipt.new_number() for _ in range(1000)}) == 1000


@given(numbers)
def test_a_number_is_recognised(number: str):
    assert receipt.is_number(number)


@given(numbers, places, st.sampled_from(SIGNS))
def test_every_wrong_sign_is_noticed(number: str, place: int, sign: str):
    assume(number[place] != sign)
    assert not receipt.is_number(number[:place] + sign + number[place + 1 :])


@given(numbers, places, places)
def test_every_exchange_of_two_signs_is_noticed(number: str, one: int, other: int):
    assume(number[one] != number[other])
    signs = list(number)
    signs[one], signs[other] = signs[other], signs[one]
    assert not receipt.is_number("".join(signs))


@given(numbers, places)
def test_a_lost_or_doubled_sign_is_noticed(number: str, place: int):
    assert not receipt.is_number(number[:place] + number[place + 1 :])
    assert not receipt.is_number(number[:place] + number[place] + number[place:])


@given(numbers)
def test_a_number_is_read_however_it_is_written(number: str):
    shown = receipt.grouped(number)
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign != "-" else "ー" for sign in shown.lower())
    for written in (shown, shown.lower(), f" {shown.replace('-', ' ')} ", wide, shown.replace("-", "‐")):
        assert receipt.read(written) == number


def test_letters_that_are_misread_are_read_as_the_digits_they_look_like():
    assert receipt.read("b-g-s-z") == "8652"


@given(st.text())
def test_whatever_is_typed_can_be_judged(text: str):
    assert receipt.is_number(receipt.read(text)) in (True, False)


@given(numbers, st.text(min_size=1))
def test_a_key_is_the_same_for_the_same_page_and_another_for_another(number: str, client_key: str):
    key = receipt.lookup_key(client_key, number)
    assert key == receipt.lookup_key(client_key, number)
    assert len(key) == receipt.KEY_SIGNS
    assert key != receipt.lookup_key(client_key + "x", number)


def test_groups_are_short_enough_to_say():
    number = receipt.new_number()
    assert [len(group) for group in receipt.grouped(number).split("-")] == [5, 5, 5]
    assert [len(group) for group in receipt.grouped("2" * receipt.KEY_SIGNS).split("-")] == [4, 4, 4]
