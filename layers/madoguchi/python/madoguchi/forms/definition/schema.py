"""The shape of a form as staff write it, checked when content is built."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import StringConstraints, model_validator

from madoguchi.flow.condition import mentioned
from madoguchi.flow.expand import CATALOGUE, expand_flow
from madoguchi.flow.schema import Content, FieldContent, FlowContent, TextContent
from madoguchi.forms.definition.model import load_form
from madoguchi.forms.definition.policy_schema import PolicyContent
from madoguchi.forms.definition.release_gate import problems

Owner = Annotated[str, StringConstraints(pattern=r"^(100005|10[0-9]{3})$")]


PAGES_OWN = {"csrf", "client_key", "draft", "step", "go", "switch", "number", "key", "view", "shown"}
PAGES_OWN |= {"proxy_relation", "proxy_name"}


class FormContent(Content):
    """A form: whose it is (100005 the prefecture, else a municipality's code), its questions, its rules."""

    owner: Owner
    summary: TextContent
    policy: PolicyContent
    flow: FlowContent

    @model_validator(mode="after")
    def questions_leave_the_pages_own_fields_alone(self) -> Self:
        """A page posts fields of its own beside the answers."""
        asked = {question.id for page in self.flow.pages for question in page.fields}
        if taken := asked & PAGES_OWN:
            raise ValueError(f"a question cannot be called {', '.join(sorted(taken))}")
        return self

    @model_validator(mode="after")
    def rules_name_questions_that_are_asked(self) -> Self:
        """A rule over answers needs the question whose answer it reads, of the kind that it reads."""
        for name in sorted(mentioned(self.policy.eligibility.when)) if self.policy.eligibility else ():
            self._asked(name, "eligibility")
        for name in self.policy.searchable:
            self._asked(name, "searchable")
        for name in self.policy.identified_by:
            self._asked(name, "identified_by")
        if self.policy.seats:
            people = self._asked(self.policy.seats, "seats")
            if people.kind != "number" or (people.min or 0) < 1 or not people.max:
                raise ValueError(f"seats: {people.id} must be a number with a min of 1 or more and a max")
        return self

    @model_validator(mode="after")
    def slots_are_what_can_be_chosen(self) -> Self:
        """Each choice of the slots' question is a slot, and each slot a choice."""
        if self.policy.slots:
            question = self._asked(self.policy.slots.question, "slots")
            differing = {choice.id for choice in question.choices} ^ set(self.policy.slots.each)
            if question.kind != "choice" or differing:
                wrong = ", ".join(sorted(differing))
                raise ValueError(f"slots: {question.id} must be a choice of exactly these slots ({wrong})")
        return self

    @model_validator(mode="after")
    def files_have_rules(self) -> Self:
        """A form that takes files says which."""
        files = [one.id for page in self.flow.pages for one in page.fields if one.kind == "file"]
        if files and not self.policy.attachments:
            raise ValueError(f"{', '.join(files)}: a form that takes files needs attachments in its policy")
        return self

    def _asked(self, name: str, rule: str) -> FieldContent:
        for page in self.flow.pages:
            for question in page.fields:
                if question.id == name:
                    return question
        raise ValueError(f"{rule}: no question is called {name}")


def expanded(form: dict[str, Any], pieces: Mapping[str, Any]) -> dict[str, Any]:
    """Give a form's composite questions their parts."""
    return {**form, "flow": expand_flow(form["flow"], pieces[CATALOGUE])}


def gate(form: dict[str, Any]) -> list[str]:
    """Say what keeps a complete form from being published."""
    return list(problems(load_form(json.loads(json.dumps(form, default=lambda moment: moment.isoformat())))))


CONTENT = {"forms/*": FormContent}
EXPANDED = {"forms/*": expanded}
GATES = {"forms/*": gate}
