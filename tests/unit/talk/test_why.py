"""「なぜ届いたか」: one tap to see why, a second one to change or stop."""

from madoguchi.residents.model import Resident
from madoguchi.talk.model import Registered
from tests.unit.talk.chat import Chat, tap_event

RESIDENT = Resident("U1", municipality="10201", topics=("bousai", "kenko"))


def test_the_reason_names_the_residents_own_settings():
    chat = Chat(RESIDENT)
    chat.event(tap_event("do=why"))
    assert "前橋市" in chat.shown
    assert "防災・健康" in chat.shown


def test_two_taps_stop_routine_broadcasts():
    chat = Chat(RESIDENT)
    chat.event(tap_event("do=why"))
    turn = chat.tap("お知らせを止める")
    assert turn.effects == (Registered("10201", (), "ja"),)
    assert "命にかかわる" in str(turn.replies)


def test_two_taps_begin_a_change():
    chat = Chat(RESIDENT)
    chat.event(tap_event("do=why"))
    turn = chat.tap("知りたいことを変える")
    assert turn.state.asking == "topics"


def test_somebody_who_never_registered_is_told_so():
    chat = Chat()
    chat.event(tap_event("do=why"))
    assert "登録がないため" in chat.shown
    chat.event(tap_event("do=quiet"))
    assert "登録がないため" in chat.shown
