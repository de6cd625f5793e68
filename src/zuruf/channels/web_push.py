"""Ringing on a phone through the push service of its browser's maker. No channel: nothing is published. What we hand over is encrypted
for that browser and goes through the same guarded wire as all else.

POST {endpoint} with TTL, Topic, Urgency (RFC 8030) → 201; 404 or 410: the browser takes no more.
"""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from zuruf.channels import _push_crypto as crypto
from zuruf.channels._http import Http, address
from zuruf.core.channel import Refused

PATIENCE = 10.0  # seconds; a ring is of no use much later
CAP = 100_000
GONE = frozenset({404, 410})
SIZE = 400  # bytes that every message is filled up to
DAY = 12 * 3600  # seconds that a signature counts
LONGEST = 1000  # characters of an endpoint


class WebPush:
    """*key*: the installation's, in PEM; *subject*: an https or mailto address of ours. *allow_private*: as of channels."""

    def __init__(self, key: str, subject: str, allow_private: Sequence[str] = ()) -> None:
        self._key, self._subject = key, subject
        self._http = Http(allow_private, deadline=PATIENCE, cap=CAP)

    def fits(self, endpoint: str, p256dh: str, auth: str) -> bool:
        """Could anything be sent there? Asks no network."""
        try:
            address(endpoint)
            crypto.encrypt(b"", p256dh, auth)
            return len(endpoint) <= LONGEST and len(crypto.unb64(auth)) == 16 and self._http.trusts(endpoint)
        except (Refused, ValueError):
            return False

    def send(
        self, to: tuple[str, str, str], said: Mapping[str, str], *, topic: str, seconds: int, now: float
    ) -> bool:
        """Hand *said* to the push service of *to* (endpoint, p256dh, auth). It keeps it for *seconds* at most, and of one *topic* only
        the newest. False: that browser takes no more. Raises ChannelError."""
        endpoint, p256dh, auth = to
        if not self._http.trusts(endpoint):
            raise Refused("A push service is only reached over https.")
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.netloc}"
        heads = {
            "authorization": crypto.authorization(self._key, origin, self._subject, int(now) + DAY),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(max(0, seconds)),
            "topic": topic,
            "urgency": "high",
        }
        try:
            body = crypto.encrypt(json.dumps(said, ensure_ascii=False).encode(), p256dh, auth, size=SIZE)
        except ValueError:
            raise Refused("The device's keys cannot be read.") from None
        return (
            self._http.post(endpoint, data=body, headers=heads, accept=GONE, writes=False).status not in GONE
        )


def public_key(key: str) -> str:
    """What a browser is told when it is switched on: by this key it knows that a message is ours. base64url."""
    return crypto.b64(crypto.public(crypto.private(key)))
