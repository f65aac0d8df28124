"""The menu under the chat, on the emulator of LINE in the same process."""

from collections.abc import Iterator

import pytest

from local.line_emulator.validation.rich_menus import check_rich_menu
from local.rich_menu import draw
from madoguchi.line import client
from madoguchi.line.client import LineClient
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import Unavailable
from madoguchi.talk.rich_menu import ALIAS, cells, definition, hide, put_up, show
from tests.emulated_line import EmulatedLine
from tests.moto_cloud import cloud

LIFF = "https://liff.line.me/1-a"


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmulatedLine]:
    with cloud(), EmulatedLine() as emulated:
        monkeypatch.setattr(client, "send", emulated.send)
        yield emulated


@pytest.fixture(scope="module")
def png() -> bytes:
    return draw(content("talk/richmenu"))


def linked(user_id: str) -> object:
    return LineClient()._call("GET", f"/v2/bot/user/{user_id}/richmenu").body.get("richMenuId")


def test_the_areas_cover_the_image_without_overlap():
    menu = content("talk/richmenu")
    assert sum(cell["width"] * cell["height"] for cell in cells(menu)) == menu["width"] * menu["height"]
    check_rich_menu(definition(LIFF))


def test_the_image_is_as_line_takes_it(png: bytes):
    assert png.startswith(b"\x89PNG")
    assert len(png) < 1_000_000


def test_putting_it_up_again_changes_nothing(line: EmulatedLine, png: bytes):
    first, changed = put_up(LineClient(), LIFF, png)
    assert changed
    assert put_up(LineClient(), LIFF, png) == (first, False)


def test_a_changed_menu_takes_the_name_of_the_old_one(line: EmulatedLine, png: bytes):
    first, _ = put_up(LineClient(), LIFF, png)
    second, changed = put_up(LineClient(), "https://liff.line.me/2-b", png)
    assert changed
    assert second != first
    assert LineClient().rich_menu_alias(ALIAS).body["richMenuId"] == second


def test_a_refused_step_is_said(line: EmulatedLine):
    with pytest.raises(Unavailable):
        put_up(LineClient(), LIFF, b"not an image")


def test_a_resident_sees_it_and_no_longer_after_deletion(line: EmulatedLine, png: bytes):
    resident, menu_id = line.befriend("富岡"), put_up(LineClient(), LIFF, png)[0]
    client_ = LineClient()
    show(client_, resident)
    assert linked(resident) == menu_id
    hide(client_, resident)
    assert linked(resident) is None


def test_no_menu_and_no_line_are_no_reason_to_fail(line: EmulatedLine):
    resident = line.befriend("安中")
    show(LineClient(), resident)
    line.silent = True
    show(LineClient(), resident)
    hide(LineClient(), resident)
