"""A form as one file with its tests, so that one municipality may teach another (教え合い).

    madoguchi: form/1
    form: {owner, summary, policy, flow}      as in layers/content/forms
    tests:
      - name: who wants a prize gives an address
        answers: {prize: "yes"}               as a page posts them; a list where several are given
        pages: [opinion, entry]               the pages that are asked
        problems: {name: required}            codes of content web/problems, by question or part
        admitted: true

A file from elsewhere is believed nothing: its shape, its release gate and its own tests decide.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from madoguchi.flow.expand import CATALOGUE
from madoguchi.forms.definition.model import Form, load_form
from madoguchi.forms.definition.release_gate import problems
from madoguchi.forms.definition.schema import expanded
from madoguchi.office.exchange_schema import FormFile
from madoguchi.office.preview import outcome
from madoguchi.runtime.content import content, names

FORMAT = "madoguchi"
MOST_BYTES = 200_000
_OWN_PARTS = ("group", "table")


def write(form: Form) -> str:
    """Write a form as a file for others, with its tests; whom it notifies stays here."""
    definition = json.loads(form.source)
    definition["policy"].pop("notified", None)
    for page in definition["flow"]["pages"]:
        page["fields"] = [_as_written(one) for one in page["fields"]]
    kept = f"form_tests/{form.id}"
    tests = content(kept)["tests"] if kept in names("form_tests") else []
    file = {FORMAT: "form/1", "form": definition, "tests": tests}
    return yaml.safe_dump(file, allow_unicode=True, sort_keys=False, width=110)


def taken_over(text: str, form_id: str, owner: str, office: str, phone: str) -> str:
    """Return a checked file as a form of this owner, with its own office."""
    file = yaml.safe_load(text)
    file["form"]["owner"] = owner
    file["form"]["flow"]["id"] = form_id
    # Nobody has translated the name: it stands as it is in every language.
    file["form"]["policy"]["office"] = {"name": office, "phone": phone}
    written: str = yaml.safe_dump(file, allow_unicode=True, sort_keys=False, width=110)
    return written


def check(text: str) -> list[str]:
    """Say what is wrong with a file; nothing when it may be taken over."""
    if len(text.encode()) > MOST_BYTES:
        return [f"the file is larger than {MOST_BYTES} bytes"]
    try:
        # Aliases could make a small file enormous, and a form needs none.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            return ["the file repeats itself by reference: write everything out"]
        file = yaml.safe_load(text)
        TypeAdapter(FormFile).validate_python(file)
        form = _complete(file["form"])
    except yaml.YAMLError as error:
        return [f"not YAML: {' '.join(str(error).split())[:300]}"]
    except ValidationError as error:
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    except (ValueError, RecursionError) as error:
        return [str(error)[:300]]
    return [*problems(form), *failed_tests(form, file["tests"])]


def failed_tests(form: Form, tests: list[dict[str, Any]]) -> Iterator[str]:
    """Say which of a form's own tests fail, each with what came instead."""
    for test in tests:
        found = outcome(form, form.policy.opens, test["answers"])
        came = {"pages": list(found.pages), "problems": dict(found.problems), "admitted": found.admitted}
        for what, value in came.items():
            wanted = test.get(what, {"problems": {}, "admitted": True}.get(what))
            if value != wanted:
                yield f"test {test['name']!r}: {what} should be {wanted}, but came out as {value}"


def _complete(form: Mapping[str, Any]) -> Form:
    plain = json.loads(json.dumps(form, default=lambda moment: moment.isoformat()))
    return load_form(expanded(plain, {CATALOGUE: content(CATALOGUE)}))


def _as_written(question: Mapping[str, Any]) -> dict[str, Any]:
    """Name the parts of a predefined composite again, which the build had written out."""
    written = dict(question)
    if question["kind"] in _OWN_PARTS:
        written["parts"] = [_as_written(part) for part in question["parts"]]
    elif question["kind"] in ("puzzle", "file"):
        written.pop("parts", None)
    elif question.get("parts"):
        written["parts"] = [part["id"] for part in question["parts"]]
    return written
