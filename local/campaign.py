"""The drill's campaigns at the command line: `python -m local.campaign --help`."""

import sys

from local import deployment


def main(arguments: list[str]) -> int:
    """Run the command line on the deployment that can be reached."""
    deployment.reach()
    from local.campaign_commands import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
