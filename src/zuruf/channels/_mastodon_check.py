"""What an account and its server let us do. Source: docs.joinmastodon.org/methods/{accounts,apps,instance} and /api/oauth-scopes.

The rights of a token are told by `apps/verify_credentials` since Mastodon 4.3, and by some relatives not at all; then nothing is
said to be missing, and reading is simply tried.
"""

from collections.abc import Mapping
from typing import Any

from zuruf.channels import _json as js
from zuruf.channels import _mastodon_text as words
from zuruf.channels._feed import plain
from zuruf.channels._mastodon_wire import ONLY_SERVER, Wire, rows
from zuruf.core.channel import ChannelError, Check, NotConnected, Refused

SUSPENDED = "The server says that this account is suspended."
MOVED = "The server says that this account has moved elsewhere."
UNREAD = "Mentions cannot be read: %(reason)s"
SAYS = (SUSPENDED, MOVED, UNREAD)
NEEDED = (
    "read:accounts",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write:blocks",
    "write:media",
    "write:mutes",
    "write:reports",
    "write:statuses",
)
_LARGEST = 10**9


def check(wire: Wire) -> Check:
    """Five requests at most. Raises what asking for the account raises, and Refused for an address that is more than the server's: two
    accounts on one server have to name it alike."""
    if not wire.alone:
        raise Refused(ONLY_SERVER)
    answer = wire.read("/api/v1/accounts/verify_credentials")
    me = answer.json()
    if not js.text(me, "id"):
        raise answer.not_understood()
    told, granted = _instance(wire), _rights(wire)
    measures = _measures(told)
    lacks = _lacking(granted) if granted is not None else ()
    problem = _unread(wire)
    reads = not problem
    if js.value(me, "suspended") is True:
        problem = SUSPENDED
    elif isinstance(js.value(me, "moved"), dict):
        problem = MOVED
    acct = js.text(me, "acct") or js.text(me, "username")
    return Check(
        can_read=reads,
        can_publish=problem not in (SUSPENDED, MOVED) and "write:statuses" not in lacks,
        name=js.text(me, "display_name") or acct,
        handle=acct if "@" in acct else f"{acct}@{js.text(told, 'domain') or wire.host}",
        remote_id=js.text(me, "id"),
        limits=(f"{measures.get('characters', words.LONGEST):,} characters",),
        problem=problem,
        missing=lacks,
        profile=_profile(me),
        measures=measures,
    )


def _instance(wire: Wire) -> Mapping[str, Any]:
    """What the server says of itself; nothing where it does not say."""
    for path in ("/api/v2/instance", "/api/v1/instance"):
        try:
            return wire.read(path).json()
        except NotConnected:
            raise
        except ChannelError:
            continue
    return {}


def stream(wire: Wire) -> str:
    """Where the server streams, as it says itself ("" = nowhere). At most two requests."""
    told = _instance(wire)
    return js.text(told, "configuration", "urls", "streaming") or js.text(told, "urls", "streaming_api")


def _measures(told: Mapping[str, Any]) -> dict[str, int]:
    statuses, media = (js.value(told, "configuration", k) for k in ("statuses", "media_attachments"))
    places = {
        "characters": (statuses, "max_characters"),
        "link": (statuses, "characters_reserved_per_url"),
        "media": (statuses, "max_media_attachments"),
        "picture_bytes": (media, "image_size_limit"),
        "alt_characters": (media, "description_limit"),
    }
    found = {name: js.value(where, key) for name, (where, key) in places.items()}
    if found["characters"] is None:  # Pleroma and Akkoma name it so
        found["characters"] = js.value(told, "max_toot_chars")
    return {
        name: n
        for name, n in found.items()
        if isinstance(n, int) and not isinstance(n, bool) and 0 < n <= _LARGEST
    }


def _rights(wire: Wire) -> tuple[str, ...] | None:
    """The scopes of our token; None where the server does not tell."""
    try:
        found = js.value(wire.read("/api/v1/apps/verify_credentials").json(), "scopes")
    except ChannelError:
        return None
    scopes = found.split() if isinstance(found, str) else found
    known = tuple(s for s in scopes if isinstance(s, str)) if isinstance(scopes, list) else ()
    return known or None


def _lacking(granted: tuple[str, ...]) -> tuple[str, ...]:
    """Of the needed rights those that *granted* does not cover: "read" stands for all that begin so, "follow" for blocks and mutes."""
    whole = {*granted, *(("write:blocks", "write:mutes") if "follow" in granted else ())}
    if "profile" in granted:
        whole.add("read:accounts")
    return tuple(s for s in NEEDED if s not in whole and s.partition(":")[0] not in whole)


def _unread(wire: Wire) -> str:
    """Why mentions cannot be read; "" when they can."""
    try:
        rows(wire.read("/api/v1/notifications", {"limit": 1}))
    except Refused as error:
        return UNREAD % {"reason": error}
    return ""


def _profile(me: Mapping[str, Any]) -> tuple[str, ...]:
    """What stands on the public profile: its text and its fields."""
    fields = [f"{js.text(f, 'name')} {js.text(f, 'value')}" for f in js.objects(me, "fields")]
    said = [js.text(me, "note"), *fields]
    links = [link for html in said for link in _links(html)]
    return tuple(filter(None, (*(plain(html) for html in said), *links)))


def _links(html: str) -> list[str]:
    import re

    return re.findall(r'href="(https?://[^"<> ]{1,500})"', html)
