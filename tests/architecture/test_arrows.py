"""Imports go one way."""

import re

import pytest

from tests.architecture.arrows import broken_arrows, circle, is_schema, is_staff_api, is_store
from tests.architecture.sources import Source, function_sources, package_sources

# A function's "room" is its folder.
STAFF_FUNCTIONS = {"application_desk", "broadcast_desk"}
OPERATIONS_ON_TABLES = re.compile(
    r"\.((batch_)?(get|write)_item|(put|update|delete)_item|transact_(get|write)_items)\("
)
BROKEN = {
    "a handler that reads a store": (
        "functions.form_submission",
        "from madoguchi.forms.records import store",
    ),
    "a domain that reads another's store": (
        "madoguchi.broadcast.audience.freeze_audience",
        "import madoguchi.residents.store",
    ),
    "a foundation that knows a domain": ("madoguchi.flow.run", "from madoguchi.forms.filing import submit"),
    "a model that reads settings": (
        "madoguchi.drill.model",
        "from madoguchi.runtime.settings import settings",
    ),
    "errors that import": ("madoguchi.runtime.errors", "from madoguchi.flow import text"),
    "an import inside a function": (
        "madoguchi.talk.converse",
        "def late():\n    from madoguchi.residents import store\n    return store",
    ),
}


def test_every_arrow_points_down():
    assert broken_arrows([*package_sources(), *function_sources()]) == []


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_an_arrow_broken_on_purpose_is_found(case):
    name, text = BROKEN[case]
    assert broken_arrows([Source(name, text)])


def test_no_arrows_inside_a_domain_go_in_a_circle():
    assert circle(package_sources()) == []


def test_a_circle_made_on_purpose_is_found():
    there = Source("madoguchi.office.inner.steps", "from madoguchi.office.outer.pages import show")
    back = Source("madoguchi.office.outer.facts", "from madoguchi.office.inner.model import Entry")
    assert circle([there, back])


def test_no_model_asks_what_time_it_is():
    asking = re.compile(r"\b(now|today|utcnow|time|monotonic)\(")
    models = [source for source in package_sources() if source.file == "model"]
    assert models
    assert [source.name for source in models if asking.search(source.text)] == []


def test_only_the_runtime_makes_aws_clients():
    assert [
        source.name
        for source in package_sources() + function_sources()
        if {"boto3", "botocore"} & source.packages()
        and source.name != "madoguchi.runtime.aws"
        and not is_store(source.file)
    ] == []


def test_only_stores_speak_to_dynamodb():
    speakers = [
        source.name
        for source in package_sources() + function_sources()
        if OPERATIONS_ON_TABLES.search(source.text) and not is_store(source.file)
    ]
    assert speakers == []


def test_only_the_runtime_reads_the_environment():
    assert [
        source.name
        for source in package_sources() + function_sources()
        if "os.environ" in source.text and source.room != "runtime"
    ] == []


@pytest.mark.parametrize("heavy", ["pydantic", "fastapi", "linebot", "httpx", "requests"])
def test_a_page_never_pays_for_a_heavy_import(heavy):
    importers = [
        source.name for source in package_sources() + function_sources() if heavy in source.packages()
    ]
    # Content is checked with pydantic when it is built, never when it is read.
    assert [name for name in importers if not is_schema(name) and not is_staff_api(name)] == []


def test_the_staff_s_api_is_imported_by_its_own_functions_and_by_itself_alone():
    assert [
        (source.name, name)
        for source in package_sources() + function_sources()
        if source.room not in STAFF_FUNCTIONS and not is_staff_api(source.name)
        for name in source.imports()
        if is_staff_api(name)
    ] == []


def test_nothing_at_run_time_imports_a_schema():
    assert [
        (source.name, name)
        for source in package_sources() + function_sources()
        if not is_schema(source.name) and not is_staff_api(source.name)
        for name in source.imports()
        if is_schema(name)
    ] == []
