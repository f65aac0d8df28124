"""Known vulnerabilities in what is pinned; skipped, with the reason, where the index cannot be asked.

python -m local.audit
"""

import json
import subprocess
import sys
from typing import Any

from local.places import ROOT, environment, tool

PINNED = (
    "layers/dependencies/requirements.txt",
    "layers/documents/requirements.txt",
    "layers/content/requirements.txt",
    "requirements/dev.txt",
    "requirements/stack.txt",
)


def main() -> int:
    """Audit every pinned file; 1 when something is known against any of its packages."""
    found = [_audit(requirements) for requirements in PINNED]
    return max(found)


def _audit(requirements: str) -> int:
    command = [tool("pip-audit"), "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    command += ["--timeout", "10", "--format", "json", "--requirement", requirements]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError:
        reason = done.stderr.strip().splitlines() or ["no answer"]
        print(f"{requirements}: audit skipped, the index did not answer: {reason[-1][:160]}")
        return 0
    audited = [package for package in packages if "vulns" in package]
    vulnerable = [package for package in audited if package["vulns"]]
    for package in vulnerable:
        names = ", ".join(vulnerability["id"] for vulnerability in package["vulns"])
        print(f"{requirements}: {package['name']} {package['version']}: {names}")
    if not audited:
        print(f"{requirements}: audit skipped, the index knows none of its {len(packages)} packages")
    else:
        print(f"{requirements}: {len(audited)} of {len(packages)} packages audited")
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main())
