"""The web process with a clock that stands where a file says: `python -m tests.servers.at_hour FILE PORT`.

The file holds one moment in ISO 8601; whoever writes another one there moves the clock.
"""

import sys
from datetime import datetime
from pathlib import Path

import uvicorn

from zuruf.flow import clock


def main() -> None:
    file, port = Path(sys.argv[1]), int(sys.argv[2])
    clock.clock = lambda: datetime.fromisoformat(file.read_text())  # before anybody else asks for it
    uvicorn.run("zuruf.asgi:application", port=port, log_level="warning", timeout_graceful_shutdown=3)


if __name__ == "__main__":
    main()
