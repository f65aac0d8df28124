"""A text that the reader's language lacks falls back to Japanese, and the markup says so (WCAG 3.1.2)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from madoguchi.forms.definition.model import Form, load_form
from madoguchi.forms.pages.form import new_client_key, show
from madoguchi.runtime.content import content
from madoguchi.web.http import Request
from madoguchi.web.spoken import Japanese, filled, spoken, written
from madoguchi.web.wizard import turn
from tests.moto_cloud import cloud

TEMPLATES = Path(__file__).resolve().parents[3] / "layers" / "madoguchi" / "python" / "madoguchi"
ANSWERED = {
    "step": ["support"],
    "go": ["next"],
    "category": ["digital"],
    "site": ["tokyo"],
    "name.family": ["n"],
    "name.family_kana": ["\u304b"],
    "birth_date.era": ["western"],
    "birth_date.year": ["2000"],
    "birth_date.month": ["4"],
    "birth_date.day": ["1"],
    "address.postal_code": ["371-8570"],
    "address.prefecture": ["p"],
    "address.city": ["c"],
    "address.number": ["1"],
    "phone": ["027-223-1111"],
    "email": ["name@example.jp"],
    "schools.0.name": ["s"],
    "schools.0.period.from": ["2018-04-01"],
    "schools.0.period.to": ["2022-03-31"],
    "schools.0.result": ["graduated"],
    "oath": ["yes"],
}
BOTH = {"ja": "\u7530", "pt-BR": "arrozal"}


@pytest.mark.parametrize(
    ("text", "language", "markup"),
    [
        (BOTH, "pt-BR", None),
        (BOTH, "vi", '<span lang="ja">\u7530</span>'),
        (BOTH, "easy", None),
        ("\u7530<b>", "en", '<span lang="ja">\u7530&lt;b&gt;</span>'),
        ("\u7530", "ja", None),
        ("", "en", None),
    ],
)
def test_only_what_fell_back_says_its_language(text: str | Mapping[str, str], language: str, markup: str):
    said = spoken(text, language)
    assert (said.__html__() if isinstance(said, Japanese) else None) == markup


def test_what_staff_wrote_is_japanese_where_it_has_kana():
    assert isinstance(written("\u76f4\u3057\u3066", "vi"), Japanese)
    assert not isinstance(written("Corrija o nome de \u7530\u4e2d", "pt-BR"), Japanese)
    assert not isinstance(written("\u76f4\u3057\u3066", "easy"), Japanese)


def test_a_sentence_keeps_its_own_language_around_a_japanese_word():
    assert filled("{label} < {most:02}", {"label": "a<", "most": 3}) == "a< < 03"
    said = filled("{label} < {most:02}", {"label": Japanese("\u7530<"), "most": 3})
    assert said == '<span lang="ja">\u7530&lt;</span> &lt; 03'


def without(language: str, piece: Any) -> Any:
    if isinstance(piece, dict):
        return {key: without(language, one) for key, one in piece.items() if key != language}
    return [without(language, one) for one in piece] if isinstance(piece, list) else piece


def shown(form: Form, language: str, typed: dict[str, list[str]]) -> str:
    request = Request("GET /forms/{form_id}", path=f"/forms/{form.id}", cookies={"lang": language})
    return show(request, form, turn(form.flow, typed), new_client_key()).body


def test_a_form_that_lacks_the_language_is_japanese_between_the_pages_own_words():
    with cloud():
        form = load_form(without("vi", content("forms/staff_exam")))
        first = shown(form, "vi", {})
        wrong = shown(form, "vi", {"step": ["education"], "go": ["next"]})
        person = shown(form, "vi", {"step": ["person"], "go": ["next"]})
        review = shown(form, "vi", ANSWERED)
    assert '<html lang="vi"' in first
    assert re.search(r'<legend><span lang="ja">[^<]+</span> <span class="mark required">[^<]+</span>', first)
    assert re.search(r'<option value="graduated" lang="ja">[^<]+</option>', wrong)
    assert re.search(r'<a href="#f-schools">[^<]+<span lang="ja">[^<]+</span>[^<]+</a>', wrong)
    assert re.search(r'<a href="#f-birth_date.year">[^<]+<span lang="ja">[^<]+</span>[^<]+</a>', person)
    assert re.search(r'<dd><span lang="ja">[^<]+</span></dd>', review)
    for body in (first, wrong, person, review):
        assert "&lt;span" not in body
        assert "<" not in re.findall(r"<title>(.*)</title>", body)[0]
        assert not re.search(r'="[^"]*<span', body)


def test_no_attribute_takes_a_text_of_content_as_markup():
    for path in TEMPLATES.glob("*/templates/*.j2"):
        for found in re.findall(r'="[^"]*\{\{([^}]*\b(?:tr|problem|written)\([^}]*)\}\}', path.read_text()):
            assert found.strip().endswith("|striptags"), f"{path.name}: {found}"
