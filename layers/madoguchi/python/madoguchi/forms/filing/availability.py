"""What is left of each slot, said beside the choice while a resident chooses."""

from dataclasses import replace

from madoguchi.flow.model import Choice, Page
from madoguchi.flow.text import Text, common_languages, localise
from madoguchi.forms.definition.model import Form
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.content import content


def with_seats_left(page: Page, form: Form, desk: Desk) -> Page:
    """Return a page whose slots say how many seats are left, or that they have begun.

    Other pages stay as they are, without a read.
    """
    policy = form.policy
    if policy.lottery or not any(question.id == policy.slot_question for question in page.fields):
        return page
    taken, now = desk.store.taken(form.id), desk.clock()
    texts = content("web/forms_texts")

    def told(choice: Choice) -> Choice:
        left = policy.slots[choice.id].capacity - taken.get(choice.id, 0)
        note = "seats_left" if left > 0 else "seats_full_waiting" if policy.waiting_list else "seats_full"
        if policy.has_begun(choice.id, now):
            note = "seats_begun"
        return replace(choice, label=_beside(choice.label, texts[note], left))

    fields = (
        replace(question, choices=tuple(told(one) for one in question.choices))
        if question.id == policy.slot_question
        else question
        for question in page.fields
    )
    return replace(page, fields=tuple(fields))


def _beside(label: Text, note: Text, left: int) -> Text:
    return {
        language: f"{localise(label, language)} ({localise(note, language).format(left=left)})"
        for language in common_languages(label, note)
    }
