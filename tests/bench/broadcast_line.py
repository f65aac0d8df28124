"""LINE's side of the bench: the emulator with every resident as a friend, and what it saw."""

import json
import sys
from collections import Counter
from contextlib import suppress

from local.line_emulator.app import create_app
from local.line_emulator.serving import Serving
from local.line_emulator.settings import Settings
from local.line_emulator.state.users import User
from tests.bench.broadcast_residents import user_id

MULTICAST = "/v2/bot/message/multicast"


def main(port: int, residents: int) -> None:
    """Serve until terminated, then print one line of JSON."""
    app = create_app(Settings())
    platform = app.state.platform
    for number in range(residents):
        platform.users.add(User(user_id(number), "resident"))
    with suppress(KeyboardInterrupt):
        Serving(app, host="127.0.0.1", port=port, announcement="ready").run()
    received = Counter(len(user.received()) for user in platform.users)
    calls = [one for one in platform.traffic.shown(with_body=False) if one["path"] == MULTICAST]
    accepted = [one["at"] for one in calls if one["status"] == 200]
    summary = {
        "received": {str(times): people for times, people in received.items()},
        "statuses": {str(status): count for status, count in Counter(one["status"] for one in calls).items()},
        "first_at": min(one["at"] for one in calls) / 1000 if calls else 0,
        "last_at": max(accepted) / 1000 if accepted else 0,
    }
    print(json.dumps(summary), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
