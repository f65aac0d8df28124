"""What was sent is destroyed on request, provably, and nothing else is."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.application_commands import run
from madoguchi.forms.filing.submit import person, submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.records.desk import desk
from madoguchi.office import assembly
from madoguchi.office.alike import compare
from madoguchi.office.forget import forget
from madoguchi.office.search import index
from madoguchi.office.verify import trail, verify_trail
from madoguchi.runtime.errors import Forbidden, NotFound, NotInThisState
from tests.moto_cloud import Cloud, cloud
from tests.unit.forms.surroundings import submission
from tests.unit.office.surroundings import MAEBASHI, PREFECTURE, staff

RULES: dict[str, Any] = {"opens": "2020-01-01T00:00:00", "closes": None, "searchable": ["word"]}


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def filed(page: str, user_id: str = "") -> str:
    rules = {**RULES, "identified_by": ["word"]}
    number = submit(submission(page, "a name", user_id, **rules), desk()).number
    index(number, 1, assembly.office())
    compare(number, 1, assembly.office())
    desk().store.note_mailed(number, "000001#hash", desk().clock())
    return number


def kept_of(here: Cloud, number: str) -> list[str]:
    return [
        item["pk"]["S"].partition("#")[0]
        for item in here.items("applications_table")
        if number in item["pk"]["S"] + item["sk"]["S"]
    ]


def test_nothing_is_left_but_the_trail_and_the_spent_page(here: Cloud):
    number, other = filed("page", "U1"), filed("another page")
    take_step(number, Step("withdrawn", "applicant", "1"), desk())
    assert {"APPLICATION", "INBOX", "MAIL", "PERSON", "SEARCH", "SAME", "ALIKE"} <= set(kept_of(here, number))
    forget(number, staff(), "at their request", assembly.office())
    assert kept_of(here, number) == []
    assert desk().store.dossier(number) is None
    assert desk().store.of_person(person("U1")) == []
    assert desk().store.dossier(other) is not None
    (one,) = trail(staff(), PREFECTURE, 0, None, assembly.office())
    assert (one.kind, one.facts["number"], one.facts["reason"]) == ("forgotten", number, "at their request")
    assert verify_trail(staff(), PREFECTURE, [], assembly.office()) == []


def test_what_is_still_open_is_not_destroyed_nor_what_is_anothers(here: Cloud):
    number = filed("page")
    with pytest.raises(NotInThisState):
        forget(number, staff(), "r", assembly.office())
    take_step(number, Step("decided", "sato", "1", {"outcome": "accepted"}), desk())
    with pytest.raises(NotFound):
        forget(number, staff("suzuki", MAEBASHI), "r", assembly.office())
    with pytest.raises(Forbidden):
        forget(number, staff("suzuki", PREFECTURE, "clerk"), "r", assembly.office())
    assert desk().store.dossier(number) is not None


def test_an_operator_destroys_it_by_one_command(here: Cloud, capsys: pytest.CaptureFixture[str]):
    number = filed("page")
    assert run(["--clerk", "Sato", "forget", number, "--reason", "sent twice"]) == 1
    assert "withdraw or decide it first" in capsys.readouterr().err
    assert run(["--clerk", "Sato", "decide", number, "--outcome", "completed"]) == 0
    assert run(["--clerk", "Sato", "forget", number, "--reason", "sent twice"]) == 0
    assert run(["--clerk", "Sato", "read", number]) == 1
