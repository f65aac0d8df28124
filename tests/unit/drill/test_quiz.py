"""Quizzes: each question has one right choice, with a reason in every language and a source."""

import copy

import pytest
from pydantic import TypeAdapter, ValidationError

from madoguchi.drill.quiz import QUIZZES, marks, quiz
from madoguchi.drill.schema import CONTENT
from madoguchi.flow.text import LANGUAGES
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import NotFound


@pytest.mark.parametrize("name", QUIZZES)
def test_right_choices_are_right_and_explained_in_every_language(name):
    asked = quiz(name)
    best = {question.id: question.data["right"] for question in asked.flow.fields()}
    found = marks(asked, best)
    assert len(found) == 3
    assert all(mark.is_right and set(LANGUAGES) <= set(mark.why) and mark.source["url"] for mark in found)
    assert not any(mark.is_right for mark in marks(asked, dict.fromkeys(best, "other")))


@pytest.mark.parametrize("name", QUIZZES)
def test_the_right_choice_stands_in_no_fixed_place(name):
    places = {
        [choice.id for choice in question.choices].index(question.data["right"])
        for question in quiz(name).flow.fields()
    }
    assert len(places) > 1


def test_a_right_choice_that_is_not_offered_fails_the_build():
    wrong = copy.deepcopy(content("drills/quiz_pets"))
    wrong["flow"]["pages"][0]["fields"][0]["data"]["right"] = "swim"
    with pytest.raises(ValidationError, match="unknown choice"):
        TypeAdapter(CONTENT["drills/quiz_*"]).validate_python(wrong)


def test_a_quiz_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        quiz("heavy_rain")
