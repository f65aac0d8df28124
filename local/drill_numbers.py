"""The drill's numbers at the command line: `python -m local.drill_numbers --help`."""

import sys

from local import deployment


def main(arguments: list[str]) -> int:
    """Run the command line on the deployment that can be reached."""
    deployment.reach()
    from local.drill_number_commands import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
