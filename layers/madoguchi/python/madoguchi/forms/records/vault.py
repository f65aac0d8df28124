"""What applicants write is kept under lock: one key an application, so that without its key it is gone.

KMS makes a data key; a running function keeps it for a while and locks each application's own key with it.
The locked key lies on the application itself: when that is removed, at the end of its retention, no copy of
its entries can be read by anybody. AES-256-GCM (NIST SP 800-38D); what is locked is bound to its place, so
that it cannot be moved to another application or another entry.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from madoguchi.runtime import kms
from madoguchi.runtime.kms import DataKey
from madoguchi.runtime.settings import settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LIFETIME_SECONDS = 300
USES = 10_000
"""How long, and for how many applications, a running function keeps a data key."""

OPENED = 64
_CONTEXT = {"purpose": "answers of applications"}
_NONCE_BYTES = 12
_SEALED_LENGTH_BYTES = 2


@dataclass(frozen=True)
class VaultSettings:
    """The KMS key of the applications."""

    applications_key: str


@dataclass(frozen=True, slots=True)
class ApplicationKey:
    """The key of one application, and the same key locked, as it is kept."""

    number: str
    locked: bytes
    _plain: bytes = field(repr=False)

    def lock(self, text: str, place: str) -> bytes:
        """Lock a text of this application at its place."""
        return _lock(self._plain, text.encode("utf-8", "surrogatepass"), f"{self.number}#{place}")

    def unlock(self, locked: bytes, place: str) -> str:
        """Unlock a text. Raises `cryptography.exceptions.InvalidTag` for what was locked elsewhere."""
        return _unlock(self._plain, locked, f"{self.number}#{place}").decode("utf-8", "surrogatepass")


@dataclass
class Vault:
    """Makes and opens the keys of applications. Raises Unavailable when KMS stays silent."""

    clock: Callable[[], float] = time.monotonic
    _own: DataKey | None = field(default=None, repr=False)
    _until: float = 0.0
    _uses: int = 0
    _opened: dict[bytes, tuple[float, DataKey]] = field(default_factory=dict, repr=False)

    def new_key(self, number: str) -> ApplicationKey:
        """Make the key of a new application."""
        data_key, plain = self._current(), os.urandom(32)
        length = len(data_key.sealed).to_bytes(_SEALED_LENGTH_BYTES)
        return ApplicationKey(number, length + data_key.sealed + _lock(data_key.plain, plain, number), plain)

    def open_key(self, number: str, locked: bytes) -> ApplicationKey:
        """Open the key of an application."""
        length = int.from_bytes(locked[:_SEALED_LENGTH_BYTES])
        rest = locked[_SEALED_LENGTH_BYTES:]
        data_key = self._open(rest[:length])
        return ApplicationKey(number, locked, _unlock(data_key.plain, rest[length:], number))

    def _current(self) -> DataKey:
        now = self.clock()
        if self._own is None or now >= self._until or self._uses >= USES:
            self._own = kms.new_data_key(settings(VaultSettings).applications_key, _CONTEXT)
            self._until, self._uses = now + LIFETIME_SECONDS, 0
            self._remember(self._own)
        self._uses += 1
        return self._own

    def _open(self, sealed: bytes) -> DataKey:
        until, known = self._opened.get(sealed, (0.0, None))
        if known is None or self.clock() >= until:
            known = kms.open_data_key(settings(VaultSettings).applications_key, sealed, _CONTEXT)
            self._remember(known)
        return known

    def _remember(self, data_key: DataKey) -> None:
        while len(self._opened) >= OPENED:
            del self._opened[next(iter(self._opened))]
        self._opened[data_key.sealed] = (self.clock() + LIFETIME_SECONDS, data_key)


def _lock(key: bytes, data: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, data, bound_to.encode())


def _unlock(key: bytes, locked: bytes, bound_to: str) -> bytes:
    return _cipher(key).decrypt(locked[:_NONCE_BYTES], locked[_NONCE_BYTES:], bound_to.encode())


def _cipher(key: bytes) -> "AESGCM":
    # 15 ms of a cold start, paid by those alone who file or read an application.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
