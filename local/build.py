"""`sam build` for this machine's processor, when something that goes into it has changed."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from local.places import BUILT, ROOT, environment, tool
from local.processes import Job, run

FINGERPRINT = BUILT.parent / "fingerprint"


def build_when_changed(log: Path) -> bool:
    """Build the stack unless what is built is what is written; returns whether it was built."""
    fingerprint = _fingerprint()
    is_built = (BUILT / "template.yaml").is_file() and FINGERPRINT.is_file()
    if is_built and FINGERPRINT.read_text() == fingerprint:
        return False
    FINGERPRINT.unlink(missing_ok=True)
    command = [tool("sam"), "build", "--build-dir", str(BUILT)]
    run(Job("sam build", command, environment(LAYERS_FOR_THIS_MACHINE="1"), log))
    FINGERPRINT.write_text(fingerprint)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in _inputs():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield ROOT / "template.yaml"
    for folder in ("functions", "layers"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
