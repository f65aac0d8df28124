"""The fleet stays under LINE's limit without talking to each other."""

from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.broadcast.delivery.pace import CATCH_UP_SECONDS, Pacer


class Clock:
    def __init__(self):
        self.now = 0.0

    def sleep(self, seconds):
        self.now += seconds


@settings(deadline=None)
@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_no_second_holds_more_than_the_share_and_what_was_made_good(thinking):
    clock, sent = Clock(), []
    pacer = Pacer(5, lambda: clock.now, clock.sleep)
    for seconds in thinking:
        clock.now += seconds
        pacer.wait()
        sent.append(clock.now)
    made_good = 5 * CATCH_UP_SECONDS + 1
    assert all(sum(begin <= at < begin + 0.999 for at in sent) <= 5 + made_good for begin in sent)


@settings(deadline=None)
@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_a_bucket_of_one_second_never_runs_dry(thinking):
    clock, tokens, filled_at = Clock(), 5.0, 0.0
    pacer = Pacer(5, lambda: clock.now, clock.sleep)
    for seconds in thinking:
        clock.now += seconds
        pacer.wait()
        tokens, filled_at = min(5.0, tokens + (clock.now - filled_at) * 5) - 1, clock.now
        assert tokens > -1e-6


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
