"""ministack with one mend: in a form that a browser posts to S3, a file's name is UTF-8, not Latin-1.

The environment of ministack runs this file by its path; nothing of ours can be imported here.
"""

import importlib
import sys
from typing import Any

Part = tuple[str, str | None, dict[str, str], bytes]


def main() -> int:
    """Run ministack until it is stopped."""
    s3: Any = importlib.import_module("ministack.services.s3")
    as_written = s3._parse_multipart_form

    def mended(content_type: str, body: bytes) -> list[Part]:
        parts: list[Part] = as_written(content_type, body)
        return [
            (name, file and file.encode("latin-1").decode(), headers, data)
            for name, file, headers, data in parts
        ]

    s3._parse_multipart_form = mended
    status: int = importlib.import_module("ministack.app").main() or 0
    return status


if __name__ == "__main__":
    sys.exit(main())
