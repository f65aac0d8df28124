"""A few of the bodies that `make fuzz-door` generates by the hundred thousand."""

import logging

import pytest

from tests.bench.door_bodies import KINDS
from tests.bench.door_fuzz import fuzz


@pytest.mark.parametrize("seed", [7, 8])
def test_no_body_breaks_the_door_none_enters_unsigned_and_none_is_lost(seed: int):
    logging.disable(logging.CRITICAL)
    try:
        verdict = fuzz(seed, 400)
    finally:
        logging.disable(logging.NOTSET)
    assert (verdict.server_errors, verdict.unsigned_accepted, verdict.lost) == (0, 0, 0)
    assert set(verdict.kinds) == set(KINDS)
    assert verdict.queued > 100
