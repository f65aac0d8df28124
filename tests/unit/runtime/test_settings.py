"""The environment and the content are read once, and what is missing is named."""

from dataclasses import dataclass

import pytest

from madoguchi.runtime.content import content
from madoguchi.runtime.errors import MissingSetting, NotFound
from madoguchi.runtime.settings import settings
from tests.moto_cloud import content_on_path


def test_a_missing_variable_fails_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class Wanted:
        some_table: str

    monkeypatch.delenv("SOME_TABLE", raising=False)
    with pytest.raises(MissingSetting, match="SOME_TABLE"):
        settings(Wanted)


def test_a_variable_is_read_and_a_default_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class Wanted:
        some_table: str
        some_limit: str = "5"

    monkeypatch.setenv("SOME_TABLE", "residents")
    monkeypatch.delenv("SOME_LIMIT", raising=False)
    assert settings(Wanted) == Wanted("residents", "5")


@pytest.mark.parametrize(
    "name", ["../secrets", "forms/../../etc/passwd", "", "/etc/passwd", "forms/none_such"]
)
def test_content_is_never_read_from_elsewhere(name: str) -> None:
    content_on_path()
    with pytest.raises(NotFound):
        content(name)
