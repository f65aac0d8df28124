"""A believable population: residents who are friends of the account before anybody opens the phone.

Two have come through the doors, so that their phones show a talk; the others are written straight in.

python -m local.residents --line-url http://localhost:3001    (the environment names the stack)
"""

import argparse
import hashlib
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from madoguchi.residents.register import register
from madoguchi.runtime.content import content

HOW_MANY = 200
# People by municipality (10201 to 10212), in thousands, census of 2020; a town or village has about twelve.
CITIES = (332, 373, 106, 212, 223, 45, 75, 75, 63, 47, 55, 50)
THOUSANDS = {str(10201 + number): people for number, people in enumerate(CITIES)}
THOUSANDS_IN_A_TOWN = 12
LANGUAGES = {"ja": 90, "easy": 4, "en": 2, "pt-BR": 2, "vi": 2}

NEIGHBOURS = {
    "前橋 花子": ("前橋市", "防災", "これで決定", "日本語"),
    "高崎 太郎": ("高崎市", "防災", "これで決定", "日本語"),
}
"""Whom the phone shows first, and what they write to register."""


@dataclass(frozen=True)
class Person:
    """One invented resident."""

    user_id: str
    municipality: str
    topics: tuple[str, ...]
    language: str


def population(how_many: int = HOW_MANY) -> Iterator[Person]:
    """Invent residents, the same ones every time."""
    chance = random.Random(10)
    municipalities = [place["id"] for place in content("municipalities")["municipalities"]]
    weights = [THOUSANDS.get(code, THOUSANDS_IN_A_TOWN) for code in municipalities]
    topics = [topic["id"] for topic in content("talk/topics")["topics"]]
    for number in range(how_many):
        wished = chance.sample(topics, chance.randint(1, 3))
        yield Person(
            user_id="U" + hashlib.sha256(f"resident {number}".encode()).hexdigest()[:32],
            municipality=chance.choices(municipalities, weights)[0],
            topics=tuple(sorted(wished, key=topics.index)),
            language=chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0],
        )


def settle(line_url: str, how_many: int = HOW_MANY) -> int:
    """Make them friends of the account and registered residents; returns how many there are."""
    people = list(population(how_many))
    friends = {"userIds": [person.user_id for person in people]}
    httpx.post(f"{line_url}/_emulator/users/bulk", json=friends, timeout=30).raise_for_status()
    # Long ago, so that whatever they do from now on is newer.
    registered_at = int((time.time() - 86400) * 1000)
    with ThreadPoolExecutor(8) as hands:
        done = hands.map(
            lambda person: register(
                person.user_id, person.municipality, person.topics, person.language, registered_at
            ),
            people,
        )
        return sum(done)


def introduce(line_url: str) -> None:
    """Let the neighbours add the account and register, as anybody does."""
    users = f"{line_url}/_emulator/users"
    with httpx.Client(timeout=30) as line:
        for name, words in NEIGHBOURS.items():
            user_id = line.post(users, json={"displayName": name}).raise_for_status().json()["userId"]
            for word in words:
                event = {"type": "message", "message": {"type": "text", "text": word}}
                line.post(f"{users}/{user_id}/events", json=event).raise_for_status()


def main() -> None:
    """Introduce the neighbours, and settle the usual number."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--line-url", required=True)
    line_url: str = parser.parse_args().line_url
    introduce(line_url)
    print(settle(line_url), "residents")


if __name__ == "__main__":
    main()
