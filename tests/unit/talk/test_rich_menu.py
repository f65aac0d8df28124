"""The menus under the chat, on the emulator of LINE in the same process."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from local import rich_menu as command
from local.line_emulator.validation.rich_menus import check_rich_menu
from local.menu_channel import Step, Work, plan, read
from local.menu_images import draw
from madoguchi.flow.text import LANGUAGES
from madoguchi.line import client
from madoguchi.line.client import LineClient
from madoguchi.residents import prefer, register
from madoguchi.runtime.errors import Unavailable
from madoguchi.talk.menus import Menu, menus
from madoguchi.talk.rich_menu import hide, show
from madoguchi.talk.switch_menus import begin_emergency, end_emergency
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
    return draw(next(menus(LIFF)))


@pytest.fixture(scope="module")
def wanted() -> list[Menu]:
    return list(menus(LIFF))


def apply(wanted: list[Menu], png: bytes, most: int = 100) -> list[Step]:
    line = LineClient()
    return list(Work(line, lambda _menu: png, lambda _seconds: None, most).apply(wanted, read(line)))


def linked(user_id: str) -> Any:
    """The name of the menu that a user sees."""
    menu_id = LineClient()._call("GET", f"/v2/bot/user/{user_id}/richmenu").body.get("richMenuId")
    return read(LineClient()).ours.get(str(menu_id), "").partition("#")[0]


def test_there_is_a_menu_for_every_language_mode_and_municipality(wanted: list[Menu]):
    kinds = Counter(menu.id.partition("-")[0] for menu in wanted)
    assert kinds == {"normal": len(LANGUAGES), "simple": len(LANGUAGES), "emergency": 35}
    assert len({menu.alias for menu in wanted}) == len(wanted)
    assert len({menu.definition()["name"] for menu in wanted}) == len(wanted)


def test_every_menu_is_as_line_takes_it(wanted: list[Menu]):
    for menu in wanted:
        check_rich_menu(menu.definition())
        assert sum(one["width"] * one["height"] for one in menu.cells()) == menu.width * menu.height
    assert all(len(menu.tiles) == 4 for menu in wanted if menu.large)


def test_the_emergency_menu_opens_the_towns_own_warnings(wanted: list[Menu]):
    maebashi = next(menu for menu in wanted if menu.id == "emergency-10201")
    assert maebashi.tiles[0].title == "前橋市の警報"
    assert maebashi.tiles[0].action["uri"].endswith("area_code=1020100")


@pytest.mark.parametrize("menu_id", ["normal-vi", "simple-ja", "emergency-10201"])
def test_an_image_is_as_line_takes_it(wanted: list[Menu], menu_id: str):
    png = draw(next(menu for menu in wanted if menu.id == menu_id))
    assert png.startswith(b"\x89PNG")
    assert len(png) < 300_000


def test_what_is_applied_leaves_nothing_to_do(line: EmulatedLine, wanted: list[Menu], png: bytes):
    done = Counter(step.kind for step in apply(wanted, png))
    assert done == {"create": 45, "name": 45}
    assert plan(wanted, read(LineClient())) == []


def test_a_limit_of_the_hour_stops_it_and_the_next_run_goes_on(
    line: EmulatedLine, wanted: list[Menu], png: bytes
):
    with pytest.raises(Unavailable, match="an hour"):
        apply(wanted, png, most=20)
    done = Counter(step.kind for step in apply(wanted, png))
    assert done["create"] == 25
    assert plan(wanted, read(LineClient())) == []


def test_a_run_that_broke_before_an_image_goes_on_with_the_same_menu(
    line: EmulatedLine, wanted: list[Menu], png: bytes
):
    with pytest.raises(Unavailable):
        apply(wanted[:1], b"not an image")
    assert [step.kind for step in plan(wanted[:1], read(LineClient()))] == ["create", "name"]
    apply(wanted[:1], png)
    assert len(read(LineClient()).ours) == 1


def test_a_changed_menu_takes_name_and_residents_of_the_old_one_which_goes(
    line: EmulatedLine, wanted: list[Menu], png: bytes
):
    apply(wanted[:2], png)
    resident = line.befriend("富岡")
    show(LineClient(), resident)
    changed = [replace(wanted[0], chat_bar="新メニュー"), wanted[1]]
    steps = plan(changed, read(LineClient()))
    assert [step.kind for step in steps] == ["create", "name", "move", "delete"]
    apply(changed, png)
    assert linked(resident) == "madoguchi-normal-ja"
    assert plan(changed, read(LineClient())) == []
    assert len(read(LineClient()).ours) == 2


def test_a_menu_that_is_no_longer_in_content_gives_its_residents_to_the_usual_one(
    line: EmulatedLine, wanted: list[Menu], png: bytes
):
    apply(wanted[:2], png)
    resident = line.befriend("安中")
    register.register(resident, "10211", (), "easy", 1)
    show(LineClient(), resident)
    assert linked(resident) == "madoguchi-normal-easy"
    done = Counter(step.kind for step in apply(wanted[:1], png))
    assert done == {"move": 1, "forget": 1, "delete": 1}
    assert linked(resident) == "madoguchi-normal-ja"


def test_a_dry_run_changes_nothing(
    line: EmulatedLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("LIFF_URL", LIFF)
    monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "local-channel-access-token")
    assert command.main(["plan"]) == 0
    assert "45 create" in capsys.readouterr().out
    assert read(LineClient()).ours == {}


def test_a_resident_sees_their_language_and_mode_and_nothing_after_deletion(
    line: EmulatedLine, wanted: list[Menu], png: bytes
):
    apply(wanted[:10], png)
    resident = line.befriend("富岡")
    show(LineClient(), resident)
    assert linked(resident) == "madoguchi-normal-ja"
    register.register(resident, "10210", (), "vi", 1)
    prefer.simplify(resident, True, 2)
    show(LineClient(), resident)
    assert linked(resident) == "madoguchi-simple-vi"
    hide(LineClient(), resident)
    assert linked(resident) == ""


def test_an_emergency_changes_the_menus_of_one_town_and_its_end_gives_each_their_own_again(
    line: EmulatedLine, wanted: list[Menu], png: bytes
):
    apply(wanted, png)
    people = {name: line.befriend(name) for name in ("花子", "太郎", "Ana")}
    for number, (name, town, language) in enumerate(
        [("花子", "10201", "ja"), ("太郎", "10202", "ja"), ("Ana", "10201", "pt-BR")]
    ):
        register.register(people[name], town, (), language, number + 1)
        show(LineClient(), people[name])
    assert begin_emergency("10201", LineClient()) == 2
    assert linked(people["花子"]) == linked(people["Ana"]) == "madoguchi-emergency-10201"
    assert linked(people["太郎"]) == "madoguchi-normal-ja"
    late = line.befriend("あとから")
    register.register(late, "10201", (), "ja", 9)
    show(LineClient(), late)
    assert linked(late) == "madoguchi-emergency-10201"
    assert end_emergency("10201", LineClient()) == 3
    assert linked(people["Ana"]) == "madoguchi-normal-pt-br"
    assert linked(late) == "madoguchi-normal-ja"


def test_no_menu_and_no_line_are_no_reason_to_fail(line: EmulatedLine):
    resident = line.befriend("安中")
    show(LineClient(), resident)
    line.silent = True
    show(LineClient(), resident)
    hide(LineClient(), resident)
