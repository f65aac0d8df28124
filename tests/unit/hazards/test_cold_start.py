"""The functions read the index with the standard library alone."""

import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[3] / "layers" / "madoguchi" / "python"


def test_looking_up_a_point_imports_nothing_but_the_standard_library_and_ours():
    script = (
        "import sys; before = set(sys.modules)\n"
        "from madoguchi.drill import hazards, shelters\n"
        "hazards.at(36.39, 139.06); shelters.nearest(36.39, 139.06, 'flood')\n"
        "tops = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(tops - set(sys.stdlib_module_names)))"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", script],
        env={"PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode().strip() == "['madoguchi']"
