"""Keep what a turn decided about a resident. Repeating it changes nothing, so a crash is harmless."""

from madoguchi.residents import leave, register
from madoguchi.residents.model import Resident
from madoguchi.talk.model import Effect, Followed, Forgotten, Left, Registered, Spoke


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
        case Forgotten():
            leave.forget(user_id, at)
