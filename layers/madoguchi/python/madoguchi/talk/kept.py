"""What other rooms keep about a resident: to be shown, taken along, and deleted where it is theirs alone."""

from collections.abc import Iterator

from madoguchi.flow.text import localise
from madoguchi.runtime.clock import JST
from madoguchi.talk import script

Entry = tuple[str, str]


def kept_elsewhere(user_id: str, language: str) -> tuple[Entry, ...]:
    """List drills with their plans, and applications, as names and values in the resident's language.

    2 read units, and 1 more a plan. Raises Unavailable.
    """
    return (*_drills(user_id, language), *_applications(user_id, language))


def forget_elsewhere(user_id: str) -> int:
    """Delete what the drill keeps and return the number of plans; it may be repeated. Raises Unavailable.

    Applications are not the resident's alone: they stay for the time that their form says, and are shown.
    """
    from madoguchi.drill import own_data
    from madoguchi.drill.assembly import ground

    return own_data.forget(user_id, ground())


def _drills(user_id: str, language: str) -> Iterator[Entry]:
    from madoguchi.drill import own_data
    from madoguchi.drill.assembly import ground

    return own_data.lines(own_data.kept(user_id, ground()), language)


def _applications(user_id: str, language: str) -> Iterator[Entry]:
    from madoguchi.forms.application import receipt
    from madoguchi.forms.definition import catalogue
    from madoguchi.forms.filing.submit import person
    from madoguchi.forms.records.desk import desk

    for one in desk().store.of_person(person(user_id)):
        form = catalogue.published(one.form_id)
        title = localise(form.flow.title, language) if form else one.form_id
        yield (
            script.sentence("kept_application", language),
            script.sentence(
                "kept_application_of",
                language,
                title=title,
                receipt=receipt.grouped(one.number),
                day=one.arrived_at.astimezone(JST).date().isoformat(),
                until=one.until.astimezone(JST).date().isoformat(),
            ),
        )
