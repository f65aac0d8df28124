"""A stand-in of SQS and Secrets Manager over HTTP, in a process of its own: it stores and deduplicates.

python -m tests.bench.door_queue PORT; `GET /` tells how many messages it holds and how many came again.
"""

import asyncio
import json
import re
import sys

from local import line_channel

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Queue:
    """What the queue holds: bodies by deduplication id."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.known = 0

    def answer(self, head: bytes, body: bytes) -> bytes:
        """Answer one request."""
        if head.startswith(b"GET"):
            return json.dumps({"held": len(self.held), "known": self.known}).encode()
        if b"GetSecretValue" in head:
            return json.dumps({"SecretString": json.dumps(line_channel.secrets())}).encode()
        entries = json.loads(body)["Entries"]
        for entry in entries:
            if entry["MessageDeduplicationId"] in self.held:
                self.known += 1
            else:
                self.held[entry["MessageDeduplicationId"]] = entry["MessageBody"]
        return json.dumps({"Successful": [{"Id": entry["Id"]} for entry in entries], "Failed": []}).encode()


async def serve(port: int) -> None:
    """Answer until the process is ended."""
    queue = Queue()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                answer = queue.answer(head, body)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(answer), answer))
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
