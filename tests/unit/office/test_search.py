"""Words are found in what is locked, and nowhere else."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.forms.definition.model import load_form
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.office import search as searching
from madoguchi.office.assembly import Office, Store
from madoguchi.office.inbox import Sought
from madoguchi.office.search import index, search
from madoguchi.office.search_filter import folded, make_filter, may_hold
from madoguchi.office.store import OfficeStore
from madoguchi.runtime.errors import BadRequest, Forbidden, NotFound, QuestionUnknown
from tests.moto_cloud import cloud
from tests.unit.forms.surroundings import CLOSES, OPENS, form, submission
from tests.unit.office.surroundings import MAEBASHI, PREFECTURE, OfficeInMemory, office_over, staff

KEY = b"a key"
NAMES = ["神\ufa19 太郎", "タナカ ハナコ", "Tanaka Jirō", "027-223-1111", "田中町一丁目"]


@pytest.fixture(params=["dynamodb", "memory"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        yield OfficeInMemory()
        return
    with cloud():
        yield OfficeStore("applications_table")


def filed(office: Office, *words: str, indexed: bool = True) -> dict[str, str]:
    numbers = {}
    for place, word in enumerate(words):
        sent = submission(key=f"page {place}", word=word, searchable=["word"])
        number = submit(sent, office.desk).number
        if indexed:
            index(number, 1, office)
        numbers[number] = word
    return numbers


def sought(limit: int = 50, after: str = "") -> Sought:
    return Sought(PREFECTURE, "test_form", date(2026, 4, 1), date(2026, 4, 30), after=after, limit=limit)


def found(words: str, numbers: dict[str, str], office: Office) -> list[str]:
    return [numbers[one.number] for one in search(staff(), sought(), words, office).lines]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("たなか", ["タナカ ハナコ"]),
        ("ﾀﾅｶ はなこ", ["タナカ ハナコ"]),
        ("TANAKA", ["Tanaka Jirō"]),
        ("2231111", ["027-223-1111"]),
        ("田中町", ["田中町一丁目"]),
        ("太郎 神", []),
        ("tanaka hanako", []),
    ],
)
def test_words_are_found_whatever_their_width_case_and_kana(store: Store, words: str, expected: list[str]):
    office = office_over(trails=store)
    numbers = filed(office, *NAMES)
    if "神" in words:
        with pytest.raises(BadRequest):
            found(words, numbers, office)
    else:
        assert found(words, numbers, office) == expected


def test_what_has_no_filter_yet_is_found_too():
    office = office_over()
    numbers = filed(office, *NAMES, indexed=False)
    assert found("田中", numbers, office) == ["田中町一丁目"]


def test_few_are_opened_among_many(monkeypatch: pytest.MonkeyPatch):
    office = office_over()
    numbers = filed(office, *(f"resident number {place:03}" for place in range(100)))
    opened: list[str] = []
    really = searching._holds

    def holds(number: str, wanted: list[str], place: Office) -> bool:
        opened.append(number)
        return really(number, wanted, place)

    monkeypatch.setattr(searching, "_holds", holds)
    assert found("number042", numbers, office) == ["resident number 042"]
    assert len(opened) <= 5


def test_pages_of_what_was_found_show_everything_once():
    office = office_over()
    numbers = filed(office, *(f"same word {place}" for place in range(7)), "another")
    seen, after = list[str](), ""
    while True:
        part = search(staff(), sought(3, after), "same", office)
        seen += [numbers[one.number] for one in part.lines]
        after = part.after
        if not after:
            break
    assert seen == [f"same word {place}" for place in range(7)]


def test_one_question_is_looked_in_as_a_whole_and_a_choice_by_what_it_says():
    office, numbers = office_over(), dict[str, str]()
    towns = [{"id": "10209", "label": "藤岡市"}, {"id": "10203", "label": "桐生市"}]
    data = json.loads(form(searchable=["town", "word"]).source)
    data["flow"]["pages"][0]["fields"].append(
        {"id": "town", "kind": "choice", "label": "t", "choices": towns}
    )
    for town, word in (("10209", "藤岡市の人"), ("10203", "藤岡市から越した人"), ("10209", "新町の人")):
        sent = Submission(load_form(data), {"word": word, "town": town}, f"page {word}")
        numbers[submit(sent, office.desk).number] = word
    for number in numbers:
        index(number, 1, office)
    assert found("town=藤岡市", numbers, office) == ["藤岡市の人", "新町の人"]
    assert found("town=藤岡市 新町", numbers, office) == ["新町の人"]
    assert found("藤岡市", numbers, office) == list(numbers.values())
    assert found("town＝藤岡市 新町", numbers, office) == ["新町の人"]
    assert found("town=藤岡", numbers, office) == []


def test_a_question_that_no_version_of_a_form_lets_be_searched_is_an_error_that_names_those_that_it_does(
    store: Store,
):
    office = office_over(trails=store)
    filed(office, "藤岡市の人")
    with pytest.raises(QuestionUnknown) as refused:
        search(staff(), sought(), "twon=藤岡市", office)
    assert refused.value.args == ("word",)
    assert list(office.store.trail(PREFECTURE)) == []


def test_what_the_form_does_not_allow_is_not_searched():
    office = office_over()
    number = submit(submission(word="secret"), office.desk).number
    index(number, 1, office)
    assert office.store.filters(PREFECTURE, "test_form", date(2026, 4, 4), (OPENS, CLOSES), 50) == {}
    assert search(staff(), sought(), "secret", office).lines == ()


def test_that_somebody_searched_is_on_record_and_for_what_is_not():
    office = office_over()
    filed(office, "a word that nobody may log")
    search(staff(), sought(), "nobody", office)
    (entry,) = office.store.trail(PREFECTURE)
    assert (entry.kind, dict(entry.facts)) == ("searched", {"form": "test_form", "words": "1", "found": "1"})


def test_a_search_is_for_who_may_read_and_of_one_s_own():
    office = office_over()
    with pytest.raises(Forbidden):
        search(staff("ito", PREFECTURE, "auditor"), sought(), "word", office)
    with pytest.raises(NotFound):
        search(staff("suzuki", MAEBASHI), sought(), "word", office)


@given(st.text(min_size=2, max_size=60), st.data())
def test_a_filter_never_denies_what_is_there(text: str, data: st.DataObject):
    plain = folded(text)
    if len(plain) < 2:
        return
    start = data.draw(st.integers(0, len(plain) - 2))
    word = plain[start : data.draw(st.integers(start + 2, len(plain)))]
    assert may_hold(make_filter([text], KEY), word, KEY)


def test_a_filter_says_yes_wrongly_once_in_a_hundred_and_nothing_without_its_key():
    filters = make_filter([f"resident {place} of the town" for place in range(30)], KEY)
    others = [f"{chr(0x4E00 + place)}{chr(0x5E00 + place)}" for place in range(2000)]
    wrong = sum(may_hold(filters, other, KEY) for other in others)
    assert wrong < 40
    assert not may_hold(filters, "resident", b"another key")
