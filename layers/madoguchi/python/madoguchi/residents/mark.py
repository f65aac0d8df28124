"""Remember what a resident has done at the counter, so that a reminder spares them."""

from madoguchi.residents import store


def mark(user_id: str, name: str, at: int) -> bool:
    """Keep one of MARKS, once; `at` is the time of the deed in ms. False for somebody who is no friend."""
    return store.mark(user_id, name, at)
