"""What must hold of a form before anybody can meet it. Each problem is a sentence for whoever wrote it."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import combinations
from typing import Any

from madoguchi.flow.kinds import MAX_BYTES
from madoguchi.flow.model import Field
from madoguchi.flow.text import LANGUAGES, common_languages, localise
from madoguchi.forms.definition.explore import explore
from madoguchi.forms.definition.model import Form
from madoguchi.forms.definition.weight import TEXTS, too_heavy

_SAID = ("title", "label", "purpose", "summary")
_MAY_BE_SAID = ("hint", "text", "notice", "fee", "otherwise", "seed")
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


def problems(form: Form) -> Iterator[str]:
    """Say what keeps a form from being published; nothing when it may be."""
    yield from _ways(form)
    yield from _period(form)
    yield from _seats(form)
    # A form promises to be read whole in the languages of its title.
    yield from _texts(json.loads(form.source), "", common_languages(form.flow.title))
    for question in form.flow.fields():
        yield from _question(question, question.id)
    yield from too_heavy(form.flow.fields())


def _ways(form: Form) -> Iterator[str]:
    eligibility = form.policy.eligibility
    found = explore(form.flow, eligibility.when if eligibility else None)
    if not found.all_tried:
        yield "its branches make too many ways to try: split the form"
        return
    for question in form.flow.fields():
        if question.id not in found.asked:
            yield f"{question.id} is never asked: its condition, or that of its page, can never hold"
    for name, answers in found.stuck.items():
        given = ", ".join(f"{key}={value}" for key, value in answers.items()) or "nothing special"
        yield f"nobody gets past {name} with {given}: no answer is accepted there"
    if not found.ends:
        yield "no way through it ends"
    elif eligibility and not any(form.policy.admits(answers) for answers in found.ends):
        yield "nobody is eligible: no answers satisfy the condition"


def _period(form: Form) -> Iterator[str]:
    closes = form.policy.closes
    if closes and (closes.hour, closes.minute) == (23, 59):
        midnight = (closes + timedelta(minutes=1)).replace(second=0)
        yield f"closes is the first moment that is too late: write {midnight:%Y-%m-%d %H:%M:%S}"


def _seats(form: Form) -> Iterator[str]:
    policy = form.policy
    for one, other in combinations(policy.slots.values(), 2):
        if one.place == other.place and one.starts < other.ends and other.starts < one.ends:
            yield f"the slots {one.id} and {other.id} overlap in one place"
    for slot in policy.slots.values():
        if slot.starts <= policy.opens:
            yield f"the slot {slot.id} begins before the form opens"
    needed = max((slot.ends for slot in policy.slots.values()), default=policy.closes)
    if policy.places and needed and policy.opens + policy.retention < needed:
        days = math.ceil((needed - policy.opens) / timedelta(days=1))
        yield (
            f"an early application is destroyed before {needed:%Y-%m-%d %H:%M}, when its seat is used: "
            f"keep it {days} days"
        )
    if policy.seats_question and policy.places:
        most = form.flow.field(policy.seats_question).max or 0
        for slot_id, capacity in policy.places.items():
            if most > capacity:
                yield f"{policy.seats_question} allows {most} people, and {slot_id} has only {capacity} seats"


def _question(question: Field, name: str) -> Iterator[str]:
    if question.min is not None and question.max is not None and question.min > question.max:
        yield f"{name} can have no answer: min is above max"
    # Letters of four bytes each: a name's rare characters are such.
    if question.kind in TEXTS and (question.max or 0) * 4 > MAX_BYTES:
        yield f"{name} allows {question.max} letters, and {MAX_BYTES // 4} are taken for sure"
    if question.kind == "choices" and (question.min or 0) > len(question.choices):
        yield f"{name} asks for more choices than there are"
    for language in LANGUAGES:
        labels = Counter(localise(choice.label, language) for choice in question.choices)
        if twice := [label for label, many in labels.items() if many > 1]:
            yield f"{name} has two choices that read alike in {language}: {', '.join(twice)}"
            break
    for part in question.parts:
        yield from _question(part, f"{name}.{part.id}")


def _texts(data: Any, place: str, spoken: tuple[str, ...]) -> Iterator[str]:
    """Find texts that are there and say nothing, or nothing in a language that the form's title has."""
    if isinstance(data, Mapping):
        if "ja" in data:
            if blank := [language for language, text in data.items() if not str(text).strip()]:
                yield f"{place}: the text is blank in {', '.join(blank)}"
            if lacking := [language for language in spoken if language not in data]:
                yield f"{place}: the text is not there in {', '.join(lacking)}, and the title is"
            return
        for key, value in data.items():
            here = f"{place}.{key}".lstrip(".")
            if isinstance(value, str):
                yield from _plain_text(key, value, here, spoken)
            yield from _texts(value, here, spoken)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _texts(value, f"{place}.{number}", spoken)


def _plain_text(key: str, text: str, place: str, spoken: tuple[str, ...]) -> Iterator[str]:
    if key in _SAID and not text.strip():
        yield f"{place}: the text is blank"
    if key in _SAID + _MAY_BE_SAID and len(spoken) > 1 and _JAPANESE.search(text):
        yield f"{place}: the text is there in Japanese only, the title in {', '.join(spoken)}"
