"""One broadcast, explained to a resident whom it reached: what it was, why it came, what became of it."""

from collections.abc import Iterator, Sequence

from madoguchi.broadcast.definition.model import TRAINING_TOPIC, Kind
from madoguchi.broadcast.definition.told import Named, Told
from madoguchi.line.messages import Component, bubble, flex, paragraph, row
from madoguchi.residents.grounds import grounds
from madoguchi.residents.model import EVERYBODY, TOPIC, Segment
from madoguchi.talk import script
from madoguchi.talk.grounds_words import changes, moment, rows
from madoguchi.talk.model import Turn
from madoguchi.talk.replies import command_action, shown
from madoguchi.talk.scene import Scene, beside


def explain(scene: Scene, told: Told) -> Turn:
    """Explain one broadcast by what this resident registered, as it stands now."""
    resident, language = scene.resident, scene.language
    own = grounds(told.segment, resident) if resident.registered and not told.corrects else ()
    title = script.sentence("why", language)
    facts = [
        (script.sentence("why_what", language), told.what.title),
        (script.sentence("why_when", language), moment(told.what.at, language)),
    ]
    because, by = list(_because(scene, told, own)), rows(own, resident)
    after = list(_after(told, language))
    body: list[Component] = [
        *(row(*fact) for fact in facts),
        *map(paragraph, because),
        *(row(*fact) for fact in by),
        *map(paragraph, after),
    ]
    ways = changes(own, resident) if resident.registered else []
    if told.kind is not Kind.EMERGENCY:
        ways.append(command_action("preferences", "preferences_label", language))
    if told.kind is not Kind.EMERGENCY and any(one.kind == TOPIC for one in own):
        ways.append(command_action("quiet", "quiet_label", language))
    read = [title, *map(_read, facts), *because, *map(_read, by), *after]
    return beside(scene, flex("\n".join(read), bubble(title, body, ways, primary=False)))


def _because(scene: Scene, told: Told, own: Sequence[Segment]) -> Iterator[str]:
    language = scene.language
    if told.corrects:
        yield _about("why_corrects", told.corrects, language)
    if told.kind is Kind.EMERGENCY:
        yield script.sentence("why_emergency", language)
    if told.kind is Kind.TRAINING:
        topic = shown("topics", [TRAINING_TOPIC], language)
        yield script.sentence("why_training", language, topic=topic)
    if told.is_personal:
        yield script.sentence("why_personal", language)
    if told.corrects:
        return
    is_for_all = told.segment == EVERYBODY and scene.resident.registered
    yield script.sentence("why_by" if own else "why_everybody" if is_for_all else "why_then", language)


def _after(told: Told, language: str) -> Iterator[str]:
    if told.stopped_at:
        yield script.sentence("why_stopped", language, moment=moment(told.stopped_at, language))
    for correction in told.corrected_by:
        yield _about("why_corrected", correction, language)


def _about(sentence: str, named: Named, language: str) -> str:
    return script.sentence(sentence, language, title=named.title, moment=moment(named.at, language))


def _read(fact: tuple[str, str]) -> str:
    return f"{fact[0]}: {fact[1]}"
