"""800,000 residents in dynoxide, a DynamoDB of one static binary that keeps everything in memory."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import yaml

from madoguchi.residents.model import segment_key, shard
from tests.residents_table import residents_table

DYNOXIDE = "@dynoxide/linux-x64@1.2.1"
RESIDENTS, BROADCASTS, DRILLS = "residents", "broadcasts", "drills"
SMALL_TOWN_SIZE = 5_000
CONTENT = Path(__file__).parents[2] / "layers" / "content" / "municipalities.yaml"
SMALL_TOWN, *TOWNS = [one["id"] for one in yaml.safe_load(CONTENT.read_bytes())["municipalities"]]
STARTS_WITHIN_SECONDS = 900


def user_id(number: int) -> str:
    return f"U{number:032x}"


def town(number: int) -> str:
    return SMALL_TOWN if number < SMALL_TOWN_SIZE else TOWNS[number % len(TOWNS)]


def language(number: int) -> str:
    """95 in a hundred read Japanese, three plain Japanese, two English."""
    return {97: "easy", 98: "easy", 96: "easy", 94: "en", 95: "en"}.get(number % 100, "ja")


@contextmanager
def running(folder: Path, residents: int, port: int, drills: Iterable[dict[str, Any]] = ()) -> Iterator[int]:
    """Serve the tables for the length of a block; yields the process's id once everybody is imported."""
    program = dynoxide(folder)
    _write_export(folder, RESIDENTS, map(_item, range(residents)))
    _write_export(folder, DRILLS, drills)
    schema = [{"Table": _table(RESIDENTS)}, {"Table": _table(DRILLS)}]
    (folder / "schema.json").write_text(json.dumps(schema))
    command = [str(program), "import", "--source", str(folder / "export"), "--schema"]
    command += [str(folder / "schema.json"), "--serve", "--port", str(port)]
    with (
        (folder / "dynoxide.log").open("w") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as served,
    ):
        try:
            _wait_for(folder / "dynoxide.log", served)
            boto3.client("dynamodb").create_table(**_table(BROADCASTS))
            yield served.pid
        finally:
            served.terminate()


def dynoxide(folder: Path) -> Path:
    """Return the program, fetched into a folder unless DYNOXIDE names one."""
    if given := os.environ.get("DYNOXIDE"):
        return Path(given)
    if not shutil.which("npm"):
        sys.exit("npm fetches dynoxide; without it, name the program in DYNOXIDE")
    subprocess.run(["npm", "pack", "--silent", DYNOXIDE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    shutil.unpack_archive(archive, folder, filter="data")
    return folder / "package" / "dynoxide"


def _write_export(folder: Path, table: str, items: Iterable[dict[str, Any]]) -> None:
    data = folder / "export" / table / "data"
    data.mkdir(parents=True)
    with gzip.open(data / f"{table}.json.gz", "wt", compresslevel=1) as lines:
        lines.writelines(json.dumps({"Item": item}) + "\n" for item in items)


def _item(number: int) -> dict[str, Any]:
    one = user_id(number)
    return {
        "pk": {"S": one},
        "sk": {"S": "resident"},
        "language": {"S": language(number)},
        "topics": {"L": [{"S": "bousai"}, {"S": "kurashi"}]},
        "municipality": {"S": town(number)},
        "friend_since": {"N": str(1_600_000_000_000 + number * 1000)},
        **({"age_band": {"S": "30s"}} if number % 3 == 0 else {}),
        **({"budget": {"N": "8"}} if number % 20 == 0 else {}),
        "segment_key": {"S": segment_key(town(number), shard(one))},
    }


def _table(name: str) -> dict[str, Any]:
    def key(attribute: str, kind: str) -> dict[str, str]:
        return {"AttributeName": attribute, "KeyType": kind}

    table: dict[str, Any] = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": one, "AttributeType": "S"} for one in ("pk", "sk")],
        "KeySchema": [key("pk", "HASH"), key("sk", "RANGE")],
    }
    if name == RESIDENTS:
        table |= residents_table()
    return table


def _wait_for(log: Path, served: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while "listening" not in log.read_text():
        if served.poll() is not None or time.monotonic() > until:
            sys.exit(f"dynoxide did not start: {log.read_text()}")
        time.sleep(0.5)
