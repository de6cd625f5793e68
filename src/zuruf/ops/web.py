"""`zuruf web`: the web process."""

import argparse
import socket
import warnings

from zuruf.ops import lifeline
from zuruf.ops.environment import read
from zuruf.ops.up import listen

GRACE = 1  # seconds that open streams get when we end; people's browsers connect again by themselves


def main(args: list[str]) -> int:
    """Serve until SIGINT or SIGTERM."""
    ask = argparse.ArgumentParser(prog="zuruf web", description="Serve the pages (and nothing else).")
    ask.add_argument("--fd", type=int, default=None, help=argparse.SUPPRESS)
    ask.add_argument("--lifeline", type=int, default=None, help=argparse.SUPPRESS)
    given = ask.parse_args(args)
    env = read()
    lifeline.watch(given.lifeline)
    server = socket.socket(fileno=given.fd) if given.fd is not None else listen(env.host, env.port)
    if given.fd is None:
        _collect()
        print(f"Zuruf web listens on {env.host}:{env.port}", flush=True)
    serve(server, proxy=env.proxy if env.url.startswith("https://") else "")
    return 0


def _collect() -> None:
    import django

    django.setup()
    from zuruf.ops.assets import collect

    collect()


def serve(server: socket.socket, *, proxy: str) -> None:
    """uvicorn on a socket that is already listening. Proxy headers count only where there is a *proxy*, and only
    from its addresses: of X-Forwarded-For the last address that is none of them is the visitor's."""
    import uvicorn

    # Small files from memory or disk, read in one go: whitenoise knows what it does.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    config = uvicorn.Config(
        "zuruf.asgi:application",
        ws="none",  # no page opens a WebSocket; what reads them is not loaded
        lifespan="on",  # zuruf.web.live ends the open streams with the first signal
        log_level="warning",
        access_log=False,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or None,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 * 1024,
    )
    uvicorn.Server(config).run(sockets=[server])
