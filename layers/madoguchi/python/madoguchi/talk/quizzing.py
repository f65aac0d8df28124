"""The short quizzes beside the drill, in the chat: offered, and counted at the end; nothing is kept."""

from madoguchi.flow.model import Answers
from madoguchi.flow.text import localise
from madoguchi.line.actions import Action, postback
from madoguchi.line.length import cut
from madoguchi.line.messages import bubble, flex, paragraph
from madoguchi.talk import questionnaires, script
from madoguchi.talk.model import State, Turn
from madoguchi.talk.questionnaires import Questionnaire
from madoguchi.talk.replies import with_menu
from madoguchi.talk.scene import Scene, beside
from madoguchi.talk.understand import button


def offer(scene: Scene) -> Turn:
    """Offer all quizzes."""
    language = scene.language
    title, lead = script.sentence("quizzes_title", language), script.sentence("quizzes_lead", language)
    card = bubble(title, [paragraph(lead)], _beginnings(language), primary=False)
    return beside(scene, flex(f"{title}: {lead}", card))


def ended(scene: Scene, done: Questionnaire, answers: Answers) -> Turn:
    """Say how many were right, and offer the other quizzes."""
    language, questions = scene.language, done.flow.fields()
    title = localise(done.flow.title, language)
    right = sum(answers[one.id] == one.data["right"] for one in questions)
    told = script.sentence("quiz_ended", language, title=title, asked=len(questions), right=right)
    card = bubble(title, [paragraph(told)], _beginnings(language, but=done.id), primary=False)
    return Turn(State(), (with_menu(flex(told, card), scene.resident, scene.world),), ends=True)


def _beginnings(language: str, but: str = "") -> list[Action]:
    return [
        postback(cut(localise(one.flow.title, language), 20), button("begin", value=one.id))
        for one in questionnaires.quizzes()
        if one.id != but
    ]
