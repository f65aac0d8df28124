"""python -m local.line_emulator: serves one emulated channel and its phone."""

import argparse
from contextlib import suppress
from dataclasses import fields

from local.line_emulator.app import create_app
from local.line_emulator.serving import Serving
from local.line_emulator.settings import Settings


def main(arguments: list[str] | None = None) -> None:
    """Parses the command line and serves until interrupted."""
    given = _parser().parse_args(arguments)
    named = {field.name for field in fields(Settings)}
    chosen = {name: value for name, value in vars(given).items() if name in named and value is not None}
    settings = Settings(**chosen)
    announcement = f"LINE emulator: http://localhost:{given.port} -> {settings.webhook_url}"
    server = Serving(create_app(settings), host=given.host, port=given.port, announcement=announcement)
    # uvicorn stops cleanly and then raises the interrupt once more.
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise SystemExit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.line_emulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=3001)
    parser.add_argument("--monthly-limit", type=int, help="messages a month; unlimited when absent")
    parser.add_argument(
        "--rich-menus-without-images",
        dest="rich_menus_need_images",
        action="store_const",
        const=False,
        help="link rich menus that have no image yet, which LINE refuses; the phone draws their areas",
    )
    for name in (
        "webhook_url",
        "liff_endpoint_url",
        "channel_id",
        "channel_secret",
        "access_token",
        "login_channel_id",
        "login_channel_secret",
        "liff_id",
        "bot_name",
    ):
        parser.add_argument("--" + name.replace("_", "-"), help=f"default: {getattr(Settings, name)}")
    return parser


if __name__ == "__main__":
    main()
