"""Keep what a turn decided about a resident. Repeating it changes nothing, so a crash is harmless."""

from madoguchi.residents import leave, mark, prefer, register
from madoguchi.residents.model import Resident
from madoguchi.runtime.log import logger
from madoguchi.talk import cases
from madoguchi.talk.kept import forget_elsewhere
from madoguchi.talk.model import (
    Asked,
    ComesBack,
    Effect,
    Followed,
    Forgotten,
    Left,
    Marked,
    Preferred,
    Registered,
    Spoke,
    Unsent,
)
from madoguchi.talk.own_plan import keep_choice


def perform(user_id: str, known: Resident | None, effect: Effect, at: int) -> None:
    """Carry out one effect; `at` is LINE's time of the event in ms."""
    match effect:
        case Followed():
            register.follow(user_id, known, at)
        case Left():
            leave.leave(user_id, at)
        case Registered(municipality, topics, language):
            register.register(user_id, municipality, topics, language, at)
        case Spoke(language):
            register.speak(user_id, language, at)
        case Preferred(name, now):
            _prefer(user_id, name, now, at)
        case Forgotten(proof):
            _forget(user_id, proof, at)
        case _:
            _perform_beside(user_id, effect, at)


def _perform_beside(user_id: str, effect: Effect, at: int) -> None:
    match effect:
        case Asked(message_id, question):
            cases.ask(user_id, message_id, question)
        case ComesBack(agreed):
            keep_choice(user_id, agreed=agreed)
        case Marked(name):
            mark.mark(user_id, name, at)
        case Unsent(message_id):
            cases.withdraw(user_id, message_id)


def _prefer(user_id: str, name: str, now: Resident, at: int) -> None:
    match name:
        case "places":
            prefer.care_for(user_id, now.municipality, now.other_places, at)
        case "quiet":
            prefer.rest(user_id, now.quiet, at)
        case "budget":
            prefer.limit(user_id, now.budget, at)
        case "age":
            prefer.belong(user_id, now.age_band, at)
        case "simple":
            prefer.simplify(user_id, now.simple, at)


def _forget(user_id: str, proof: str, at: int) -> None:
    # The profile last: after a crash in between, it still leads here again.
    questions = cases.forget(user_id)
    plans = forget_elsewhere(user_id)
    leave.forget(user_id, at)
    logger().info("everything about a resident was deleted", proof=proof, questions=questions, plans=plans)
