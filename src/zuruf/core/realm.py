"""The name of a network's instance, within which message ids are unique."""

import hashlib
from urllib.parse import SplitResult, urlsplit

LONGEST_HOST = 120  # characters; the hash tells apart what is longer


def realm(channel: str, named: str) -> str:
    """Of the instance that *named* names: a server however it was written, a page with all that belongs to its address, or any name."""
    url = named.strip()
    url = url if "://" in url else f"https://{url}"
    parts = _split(url)
    bare = parts and parts.path in ("", "/") and not (parts.query or parts.fragment)
    if parts and bare:
        url = f"{parts.scheme}://{parts.netloc}/".lower()
    host = (parts.hostname or "")[:LONGEST_HOST] if parts else ""
    return f"{channel}:{host}:{hashlib.sha256(url.encode(errors='replace')).hexdigest()[:12]}"


def _split(url: str) -> SplitResult | None:
    """None: it is a name, such as "Portal [EU]"."""
    try:
        return urlsplit(url)
    except ValueError:
        return None
