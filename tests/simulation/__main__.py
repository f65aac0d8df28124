"""`python -m tests.simulation --seeds 500`: the packages of the layers first, then the simulation."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "layers" / "madoguchi" / "python"))
    from tests.simulation.broadcast import main

    sys.exit(main(sys.argv[1:]))
