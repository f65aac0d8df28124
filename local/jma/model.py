"""What the weather agency has said, and what of it is in force in one municipality.

The agency warns and a mayor orders: nothing here knows evacuation orders, and no level stands for one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import yaml

from local.places import ROOT

NAMES = ROOT / "layers" / "content" / "drills" / "warnings.yaml"
STALE_AFTER = timedelta(hours=24)
REAL = "通常"
ENDED = frozenset({"解除", "発表警報・注意報はなし", "なし"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One warning as it was sent: 解除 keeps code and name, so that only `status` tells that it ended."""

    code: str
    status: str
    name: str = ""

    @property
    def in_force(self) -> bool:
        """Tell whether it stands. A status that nobody has told us of counts as one that stands."""
        return bool(self.code) and self.status not in ENDED


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One message: everything of its `series` for its areas (7-digit codes), replacing the one before.

    `kind` is the table of names, `areas` or `rivers`. `withdrawn` says that it takes the one before back.
    """

    series: str
    kind: str
    issued_at: datetime
    areas: Mapping[str, tuple[Kind, ...]]
    status: str = REAL
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning in force."""

    code: str
    name: str
    level: int | None
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force in a municipality. `current` False: nobody may read an empty list as "nothing"."""

    alerts: tuple[Alert, ...] = ()
    current: bool = False
    drills: tuple[Alert, ...] = field(default=())

    @property
    def level(self) -> int | None:
        """Return the highest level among the warnings, None when none of them has one."""
        return max((alert.level for alert in self.alerts if alert.level), default=None)


def in_force(municipality: str, bulletins: Iterable[Bulletin], now: datetime) -> InForce:
    """Find what is in force for a municipality (5-digit code): the newest message of every series.

    Messages of exercises (訓練, 試験) stand apart in `drills`. The municipality's own entry counts and never
    that of its district, which may still say 「警報から注意報」 where the town says 「継続」.
    """
    ordered = sorted((one for one in bulletins if one.issued_at <= now), key=lambda one: one.issued_at)
    real = [one for one in ordered if one.status == REAL]
    others = [one for one in ordered if one.status != REAL]
    # A river's fresh forecast says nothing about the age of the warnings by municipality.
    newest = max((one.issued_at for one in real if one.kind == "areas"), default=None)
    current = newest is not None and now - newest <= STALE_AFTER
    return InForce(_standing(municipality, real), current, _standing(municipality, others))


def _standing(municipality: str, ordered: list[Bulletin]) -> tuple[Alert, ...]:
    newest: dict[str, list[Alert]] = {}
    for bulletin in ordered:
        kinds = bulletin.areas.get(f"{municipality}00")
        if bulletin.withdrawn:
            newest.pop(bulletin.series, None)
        elif kinds is not None:
            newest[bulletin.series] = [_alert(bulletin, kind) for kind in kinds if kind.in_force]
    alerts = [alert for series in newest.values() for alert in series]
    return tuple(sorted(alerts, key=lambda alert: (-(alert.level or 0), alert.code)))


def _alert(bulletin: Bulletin, kind: Kind) -> Alert:
    known = names()[bulletin.kind].get(kind.code)
    if known is None:
        # A code of tomorrow is shown as it was sent: hidden it would be worse than without a level.
        return Alert(kind.code, kind.name or kind.code, None, bulletin.issued_at)
    return Alert(kind.code, known["name"], known.get("level"), bulletin.issued_at)


@cache
def names() -> dict[str, Any]:
    """Return the warnings by table and code, as content names them."""
    found: dict[str, Any] = yaml.safe_load(NAMES.read_bytes())
    return found
