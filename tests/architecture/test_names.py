"""One word, four rooms: function folder, resource, events, functional test."""

import re
from pathlib import Path

from tests.architecture.sources import ROOT, function_sources, package_sources
from tests.architecture.template import written_template

FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc", "core"}


def logical_id(folder: str) -> str:
    return "".join(part.title() for part in folder.split("_")) + "Function"


def folders(parent: Path) -> list[str]:
    return sorted(path.name for path in parent.iterdir() if path.is_dir() and path.name != "__pycache__")


def test_every_function_folder_is_a_resource_and_every_resource_a_folder():
    resources = written_template()["Resources"]
    written = {
        name: resource["Properties"]["CodeUri"]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    assert written == {logical_id(folder): f"functions/{folder}" for folder in FUNCTIONS}


def test_every_function_has_events():
    assert folders(ROOT / "events") == FUNCTIONS
    assert [name for name in FUNCTIONS if not list((ROOT / "events" / name).rglob("*.json"))] == []


def test_every_function_has_a_functional_test():
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "functional").glob("test_*.py")}
    assert set(FUNCTIONS) <= tests


def test_a_handler_is_a_doorway_of_forty_lines():
    assert {
        s.name: len(s.text.splitlines()) for s in function_sources() if len(s.text.splitlines()) > 40
    } == {}


def test_a_function_folder_holds_its_handler_alone():
    assert {
        path.name
        for name in FUNCTIONS
        for path in (ROOT / "functions" / name).iterdir()
        if path.name not in {"app.py", "__pycache__"}
    } == set()


def test_no_file_is_named_after_nothing_in_particular():
    assert [source.name for source in package_sources() if source.file in SAY_NOTHING] == []


def test_packages_say_what_they_are_and_do_nothing():
    for source in package_sources():
        if source.file == "__init__":
            assert re.fullmatch(r'\s*(""".*?"""\s*)?', source.text, re.DOTALL), source.name
