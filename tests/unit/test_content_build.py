"""What staff read when they wrote something that cannot be: the file, the line, and what to do about it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORM = (ROOT / "layers/content/forms/opinion.yaml").read_text()
PARTS = (ROOT / "layers/content/fields/parts.yaml").read_text()


@pytest.fixture
def build(tmp_path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("content_build", ROOT / "layers/content/build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.HERE = tmp_path
    return module


def said(build: ModuleType, form: str) -> list[str]:
    """Everything that the build says about one form."""
    for name, text in {"forms/opinion": form, "fields/parts": PARTS}.items():
        (build.HERE / name).parent.mkdir(exist_ok=True)
        (build.HERE / f"{name}.yaml").write_text(text)
    pieces = dict(build.read_content(build.HERE))
    mistakes: list[str] = build.find_mistakes(
        pieces, build.collected("CONTENT"), every_piece_needs_a_schema=True
    )
    return mistakes or build.complete(pieces, build.collected("EXPANDED"))


def line_of(form: str, text: str) -> int:
    return form[: form.index(text)].count("\n") + 1


def test_a_form_as_it_should_be_has_nothing_said_about_it(build: ModuleType):
    assert said(build, FORM) == []


@pytest.mark.parametrize(
    ("right", "wrong", "remedy"),
    [
        ("kind: long_text", "kind: longtext", "unknown kind 'longtext': use one of address, "),
        ("autocomplete: email", "autocompleet: email", "no such key; did you mean `autocomplete`?"),
        ("retention_days: 1095", "retention_days: a year", "'a year' stands here"),
        ("phone: 027-223-1111", "phone: 110", "must be text, and is 110; put it into quotation marks"),
        ('when: {field: reply, is: "yes"}', 'when: {fild: reply, is: "yes"}', "is no condition"),
        ("max: 2000", "max: 2000\n          settings: {digits: 7}", "a long_text has no settings"),
    ],
)
def test_a_mistake_is_said_with_its_line_and_its_remedy(
    build: ModuleType, right: str, wrong: str, remedy: str
):
    form = FORM.replace(right, wrong)
    (mistake,) = said(build, form)
    place, _, rest = mistake.partition(": ")
    file, line = place.split(":")
    assert file == "forms/opinion.yaml"
    assert form.splitlines()[int(line) - 1].strip()
    assert abs(int(line) - line_of(form, wrong)) <= 5, mistake
    assert remedy in rest


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ({"field: reply, is": "field: replay, is"}, "names replay, not asked before it"),
        ({'{field: reply, is: "yes"}': "{field: reply, is: maybe}"}, "its choices are yes, no"),
    ],
)
def test_a_condition_that_cannot_hold_is_said(build: ModuleType, wrong: dict[str, str], remedy: str):
    form = FORM
    for before, after in wrong.items():
        form = form.replace(before, after)
    assert remedy in said(build, form)[0]


def test_something_missing_is_said_where_it_is_missing(build: ModuleType):
    form = FORM.replace("  retention_days: 1095\n", "")
    where = f"forms/opinion.yaml:{line_of(form, 'policy:')}: policy.retention_days"
    assert said(build, form) == [f"{where}: is missing; add `retention_days:`"]


def test_a_part_that_a_composite_does_not_have_is_said_with_those_that_it_has(build: ModuleType):
    form = FORM.replace(
        'kind: text\n          label: {ja: "お名前"',
        'kind: person_name\n          parts: [maiden]\n          label: {ja: "お名前"',
    )
    form = form.replace("          max: 100\n          autocomplete: name\n", "")
    (mistake,) = said(build, form)
    assert mistake.startswith(
        f"forms/opinion.yaml:{line_of(form, 'id: name')}: name: a person_name has no part maiden"
    )
    assert "use family, given" in mistake
