"""A feed on the test bench."""

from tests.channels.rig import Rig, tape
from tests.servers.loopback import Reply


def _feed_page(size: int) -> bytes:
    items = "".join(f"<item><guid>x{n}</guid><title>{n}</title></item>" for n in range(size))
    return f'<rss version="2.0"><channel><title>Many</title>{items}</channel></rss>'.encode()


RIG = Rig(
    "feed",
    lambda url: {"url": f"{url}/feed.xml"},
    lambda _: Reply(200, tape("feed/rss.xml"), {"content-type": "application/rss+xml"}),
    _feed_page,
    reads=lambda r: True,
    wrong=(b"<html><body>Not found</body></html>", b"{}", b""),
)
