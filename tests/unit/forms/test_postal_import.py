"""The postal codes' importer: small files of one region each, from the package that is kept up to date."""

import json
import sqlite3
from pathlib import Path

import pytest

from local.importers.postal import write_postal
from local.importers.report import ImportProblem


def row(code: str, area: str, town: str, **more: object) -> tuple[str, str]:
    facts = {
        "jisx0402": area,
        "prefecture": "群馬県",
        "city": "前橋市",
        "neighborhood": town,
        "alternates": [],
    }
    return code, json.dumps(facts | more)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "postaldata.db"
    other = {"prefecture": "群馬県", "city": "高崎市", "neighborhood": ""}
    with sqlite3.connect(path) as opened:
        for table in ("postal_data", "office_data"):
            opened.execute(f"create table {table} (code text, data text)")
        opened.executemany(
            "insert into postal_data values (?, ?)",
            [row("3710026", "10201", "大手町", alternates=[other]), row("1000001", "13101", "千代田")],
        )
        opened.execute(
            "insert into office_data values (?, ?)", row("3718570", "10201", "大手町", banchi="1丁目1-1")
        )
    opened.close()
    return path


def test_each_region_is_a_file_and_other_prefectures_are_left_out(database: Path, tmp_path: Path):
    assert write_postal(database, tmp_path / "out", "10") == [
        f"2 postal codes in 1 files: {tmp_path / 'out'}"
    ]
    assert json.loads((tmp_path / "out" / "371.json").read_text()) == {
        "0026": [["群馬県", "前橋市", "大手町", ""], ["群馬県", "高崎市", "", ""]],
        "8570": [["群馬県", "前橋市", "大手町", "1丁目1-1"]],
    }


def test_a_new_import_replaces_the_old_one(database: Path, tmp_path: Path):
    write_postal(database, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"100.json", "371.json"}
    write_postal(database, tmp_path / "out", "13")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"100.json"}


def test_what_cannot_be_imported_says_why(database: Path, tmp_path: Path):
    with pytest.raises(ImportProblem):
        write_postal(tmp_path / "nowhere.db", tmp_path / "out")
    with pytest.raises(ImportProblem):
        write_postal(database, tmp_path / "out", "99")
