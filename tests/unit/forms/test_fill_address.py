"""A button beside the postal code fills in the address, and nothing that was typed is lost."""

import pytest

from madoguchi.flow.expand import expand_flow
from madoguchi.flow.model import Flow, load_flow
from madoguchi.forms.pages.fill_address import addresses, fill
from madoguchi.runtime.content import content
from tests.moto_cloud import content_on_path


@pytest.fixture(scope="module")
def flow() -> Flow:
    content_on_path()
    page = {"id": "p", "title": "t", "fields": [{"id": "home", "kind": "address", "label": "l"}]}
    return load_flow(expand_flow({"id": "f", "title": "t", "pages": [page]}, content("fields/parts")))


def test_the_address_of_a_code_is_filled_in_beside_what_was_typed(flow: Flow):
    raw = {"home.postal_code": ["３７１ー００２６"], "home.number": ["1-1"], "home.city": ["typed"]}
    assert fill(flow, raw, "home") == {
        **raw,
        "home.prefecture": ["群馬県"],
        "home.city": ["前橋市"],
        "home.town": ["大手町"],
    }


def test_an_office_with_a_code_of_its_own_has_its_number_too():
    content_on_path()
    assert addresses("371-8570") == [["群馬県", "前橋市", "大手町", "1丁目1-1"]]


def test_where_towns_share_a_code_only_what_they_share_is_filled_in(flow: Flow):
    raw = {"home.postal_code": ["370-1600"]}
    assert fill(flow, raw, "home") == {**raw, "home.prefecture": ["群馬県"]}


@pytest.mark.parametrize("code", ["", "371", "9999999", "３７", "../../x", "000-0000"])
def test_a_code_that_is_none_fills_in_nothing(flow: Flow, code: str):
    assert fill(flow, {"home.postal_code": [code]}, "home") is None


@pytest.mark.parametrize("name", ["", "csrf", "away", "away.0"])
def test_a_name_that_is_no_question_fills_in_nothing(flow: Flow, name: str):
    assert fill(flow, {f"{name}.postal_code": ["3710026"]}, name) is None
