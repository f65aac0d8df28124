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
from dataclasses import dataclass, replace
from typing import Any

import httpx

from madoguchi.drill.assembly import Ground, ground
from madoguchi.drill.edition import edition
from madoguchi.drill.finish import Finished, finish
from madoguchi.residents.mark import mark
from madoguchi.residents.model import APPLIED, DRILL_FINISHED, USUAL_QUIET_HOURS, Place, QuietHours
from madoguchi.residents.prefer import belong, care_for, limit, rest
from madoguchi.residents.register import register
from madoguchi.runtime.content import content

HOW_MANY = 200
# People by municipality (10201 to 10212), in thousands, census of 2020; a town or village has about twelve.
CITIES = (332, 373, 106, 212, 223, 45, 75, 75, 63, 47, 55, 50)
THOUSANDS = {str(10201 + number): people for number, people in enumerate(CITIES)}
THOUSANDS_IN_A_TOWN = 12
LANGUAGES = {"ja": 90, "easy": 4, "en": 2, "pt-BR": 2, "vi": 2}
# Most tell us no age; the others are somewhat younger than the prefecture.
AGES = {"": 55, "under20": 2, "20s": 6, "30s": 9, "40s": 10, "50s": 9, "60s": 6, "70s": 3}
FRIENDS_FOR_DAYS = 6 * 365

HOUSEHOLD = {
    "house_collapse": "no",
    "surroundings": "no",
    "building": "wooden",
    "flood_days": "unknown",
    "supply_days": "three_days",
    "danger": "leave",
    "how": "walk",
    "information": "kikikuru",
}
"""What all who did the drill answered alike."""

NEIGHBOURS = {
    "前橋 花子": ("前橋市", "防災", "これで決定", "日本語"),
    "高崎 太郎": ("高崎市", "防災", "これで決定", "日本語"),
}
"""Whom the phone shows first, and what they write to register."""


@dataclass(frozen=True)
class Person:
    """One invented resident. Who did the `drill` has a plan, made of these answers."""

    user_id: str
    municipality: str
    topics: tuple[str, ...]
    language: str
    age_band: str
    friend_for_days: int
    other_places: tuple[Place, ...]
    quiet: QuietHours | None
    budget: int | None
    applied: bool
    drill: dict[str, Any] | None


def population(how_many: int = HOW_MANY) -> Iterator[Person]:
    """Invent residents, the same ones every time."""
    chance = random.Random(10)
    municipalities = [place["id"] for place in content("municipalities")["municipalities"]]
    weights = [THOUSANDS.get(code, THOUSANDS_IN_A_TOWN) for code in municipalities]
    topics = [topic["id"] for topic in content("talk/topics")["topics"]]
    for number in range(how_many):
        wished = chance.sample(topics, chance.randint(1, 3))
        home, other = chance.choices(municipalities, weights, k=2)
        language = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        # Of each language somebody wants everything at any hour, also where it is night.
        is_of_many = language == "ja"
        yield Person(
            user_id="U" + hashlib.sha256(f"resident {number}".encode()).hexdigest()[:32],
            municipality=home,
            topics=tuple(sorted(wished, key=topics.index)),
            language=language,
            age_band=chance.choices(list(AGES), list(AGES.values()))[0],
            friend_for_days=chance.randint(1, FRIENDS_FOR_DAYS),
            other_places=(Place(chance.choice(["work", "family"]), other),) if chance.random() < 0.15 else (),
            quiet=USUAL_QUIET_HOURS if is_of_many and chance.random() < 0.08 else None,
            budget=chance.choice([4, 8]) if is_of_many and chance.random() < 0.05 else None,
            applied=chance.random() < 0.12,
            drill=_drill(home, chance) if chance.random() < 0.2 else None,
        )


def _drill(home: str, chance: random.Random) -> dict[str, Any]:
    return {
        **HOUSEHOLD,
        "municipality": home,
        "flood": chance.choice(["none", "r1", "r2", "r2", "r3"]),
        "landslide": chance.choice(["none", "none", "none", "yellow"]),
        "floor": chance.choice(["f1", "f2", "f2"]),
        "companions": chance.choice([["nobody"], ["elderly"], ["infant"], ["pet"], ["elderly", "pet"]]),
        "relatives": chance.choice(["yes", "no"]),
        "car": chance.choice(["yes", "yes", "no"]),
        "where": chance.choice(["site", "relatives"]),
        "when": chance.choice(["level3", "level3", "level4"]),
    }


def settle(line_url: str, how_many: int = HOW_MANY) -> int:
    """Make them friends of the account and registered residents; returns how many there are."""
    people = list(population(how_many))
    friends = {"userIds": [person.user_id for person in people]}
    httpx.post(f"{line_url}/_emulator/users/bulk", json=friends, timeout=30).raise_for_status()
    with ThreadPoolExecutor(8) as hands:
        return sum(hands.map(_settle, people))


def _settle(person: Person) -> bool:
    # Long ago, so that whatever they do from now on is newer.
    since = int((time.time() - person.friend_for_days * 86400) * 1000)
    user_id = person.user_id
    is_new = register(user_id, person.municipality, person.topics, person.language, since)
    if person.age_band:
        belong(user_id, person.age_band, since)
    if person.other_places:
        care_for(user_id, person.municipality, person.other_places, since)
    if person.quiet:
        rest(user_id, person.quiet, since)
    if person.budget:
        limit(user_id, person.budget, since)
    if person.applied:
        mark(user_id, APPLIED, since)
    if person.drill:
        finish(Finished(edition(), person.drill, user_id, person.language, user_id), _ground())
        mark(user_id, DRILL_FINISHED, since)
    return is_new


def _ground() -> Ground:
    # Nobody of them is told: their phones show what comes from now on.
    return replace(ground(), notify=lambda *_: None)


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
