"""The page of a quiz: its questions, and after the answers the reasons."""

from madoguchi.drill.quiz import QUIZZES, Mark, marks, quiz
from madoguchi.web.http import Answer, Request
from madoguchi.web.pages import page
from madoguchi.web.wizard import Complete, Show, turn


def show_quiz(request: Request) -> Answer:
    """Ask the questions; once all are answered, mark them. Raises NotFound.

    It changes nothing and keeps nothing, so a post needs no token of our page.
    """
    asked = quiz(request.parameters["quiz_id"])
    found = turn(asked.flow, request.form, reviewed=False)
    assert isinstance(found, Show | Complete)
    problems = found.problems if isinstance(found, Show) else {}
    marked: tuple[Mark, ...] = marks(asked, found.answers) if isinstance(found, Complete) else ()
    return page(
        request,
        "drill_quiz.html.j2",
        422 if problems else 200,
        quiz=asked,
        marks=marked,
        right=sum(mark.is_right for mark in marked),
        problems=problems,
        raw=found.raw,
        others=[quiz(other) for other in QUIZZES if other != asked.id],
    )
