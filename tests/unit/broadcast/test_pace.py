"""The fleet stays under LINE's limit without talking to each other."""

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.broadcast.pace import Pacer


class Clock:
    def __init__(self):
        self.now = 0.0

    def sleep(self, seconds):
        self.now += seconds


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_no_second_holds_more_than_the_share(thinking):
    clock, sent = Clock(), []
    pacer = Pacer(5, lambda: clock.now, clock.sleep)
    for seconds in thinking:
        clock.now += seconds
        pacer.wait()
        sent.append(clock.now)
    assert all(sum(begin <= at < begin + 0.999 for at in sent) <= 5 for begin in sent)


def test_the_first_place_leaves_room_for_the_sender_before():
    clock = Clock()
    Pacer(4, lambda: clock.now, clock.sleep).wait()
    assert clock.now == 0.25


def test_a_busy_sender_uses_its_whole_share():
    clock = Clock()
    pacer = Pacer(25, lambda: clock.now, clock.sleep)
    for _ in range(250):
        pacer.wait()
    assert round(clock.now, 6) == 10.0
