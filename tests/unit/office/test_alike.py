"""Where each may apply once, staff see who has probably applied twice; nobody is refused for it."""

from collections.abc import Iterator

import pytest

from madoguchi.forms.filing.submit import submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.office import assembly
from madoguchi.office.alike import compare
from madoguchi.office.assembly import Office
from madoguchi.office.store import OfficeStore
from tests.moto_cloud import cloud
from tests.unit.forms.surroundings import form, submission
from tests.unit.office.surroundings import PREFECTURE, OfficeInMemory, office_over

ONCE = {"one_per_person": True, "identified_by": ["word"]}


@pytest.fixture(params=["dynamodb", "memory"])
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    if request.param == "memory":
        yield office_over(trails=OfficeInMemory())
        return
    with cloud():
        yield office_over(trails=OfficeStore("applications_table"))


def filed(office: Office, word: str, user_id: str = "", **policy: object) -> str:
    sent = submission(key=f"page {word} {user_id}", word=word, user_id=user_id, **(policy or ONCE))
    number = submit(sent, office.desk).number
    compare(number, 1, office)
    return number


def corrected(office: Office, number: str, word: str) -> None:
    step = Step("corrected", "applicant", word, {}, form(**ONCE).definition, {"word": word})
    compare(number, take_step(number, step, office.desk).application.entries, office)


def alike(office: Office) -> dict[str, list[str]]:
    return office.store.alike(PREFECTURE, "test_form")


def test_the_same_person_without_an_account_and_with_one_is_marked_both_ways(office: Office):
    first = filed(office, "Tanaka Jirō", "U1")
    second = filed(office, "ＴＡＮＡＫＡ\u3000Jirō")
    filed(office, "Tanaka Saburō")
    assert alike(office) == {first: [second], second: [first]}


def test_comparing_again_changes_nothing(office: Office):
    numbers = [filed(office, "a name", user) for user in ("", "U1", "U2")]
    before = alike(office)
    for number in numbers:
        compare(number, 1, office)
    assert alike(office) == before == {one: sorted(set(numbers) - {one}) for one in numbers}


def test_a_correction_of_who_it_is_moves_the_mark(office: Office):
    first, second, third = filed(office, "one"), filed(office, "one", "U1"), filed(office, "two")
    corrected(office, second, "two")
    assert alike(office) == {second: [third], third: [second]}
    corrected(office, second, "three")
    assert alike(office) == {}
    corrected(office, first, "three")
    assert alike(office) == {first: [second], second: [first]}


def test_a_form_that_may_be_sent_twice_compares_nobody(office: Office):
    filed(office, "one", one_per_person=False)
    filed(office, "one", "U1", one_per_person=False)
    assert alike(office) == {}


def test_who_it_is_stands_nowhere_unlocked():
    with cloud() as here:
        filed(assembly.office(), "Tanaka Jiro", opens="2020-01-01T00:00:00", closes=None, **ONCE)
        assert "anaka" not in repr(here.items("applications_table"))
