"""The table of channels. A channel is loaded when it is first asked for, not when the program starts.

Third parties add a channel by an entry point in the group `zuruf.channels`: name = "package.module:Class".
"""

import logging
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from zuruf.core.capabilities import Capabilities, Receive
from zuruf.core.channel import Channel, Link

log = logging.getLogger(__name__)
GROUP = "zuruf.channels"
BUILT_IN = {
    "talk": "zuruf.channels.talk:Talk",
    "bluesky": "zuruf.channels.bluesky:Bluesky",
    "feed": "zuruf.channels.feed:Feed",
    "import": "zuruf.channels.imported:Imported",
    "mail": "zuruf.channels.mail:Mail",
    "mastodon": "zuruf.channels.mastodon:Mastodon",
    "wordpress": "zuruf.channels.wordpress:WordPress",
    "discourse": "zuruf.channels.discourse:Discourse",
    "webhook": "zuruf.channels.webhook:Webhook",
    "by_hand": "zuruf.channels.by_hand:ByHand",
    "facebook": "zuruf.channels.facebook:Facebook",
    "instagram": "zuruf.channels.instagram:Instagram",
    "telegram": "zuruf.channels.telegram:Telegram",
    "whatsapp": "zuruf.channels.whatsapp:WhatsApp",
    "youtube": "zuruf.channels.youtube:YouTube",
    "google_business": "zuruf.channels.google_business:GoogleBusiness",
    "x": "zuruf.channels.x:X",
    "linkedin": "zuruf.channels.linkedin:LinkedIn",
    "github": "zuruf.channels.github:GitHub",
}


NOTHING = Capabilities(Receive.NONE, reply=False)
"""What a channel can do that cannot be loaded, or is not installed."""


def kinds() -> dict[str, type]:
    """All channels by name: ours first, then those of entry points. One that cannot be loaded is left out and logged, and the others
    go on; a foreign one can never replace one of ours."""
    return _loaded()[0]


def broken() -> dict[str, str]:
    """Those that cannot be loaded: name → why, as Python says it."""
    return _loaded()[1]


def can(name: str) -> Capabilities:
    """What the channel can do: `NOTHING` where it cannot be loaded, or is not installed any more."""
    return kinds()[name].can if name in kinds() else NOTHING  # type: ignore[attr-defined]


def make(name: str, link: Link, allow_private: tuple[str, ...] = ()) -> Channel:
    """The channel, bound to one account. *allow_private*: hosts that may lie on private addresses (ZURUF_ALLOW_PRIVATE).

    Raises KeyError for an unknown name, Refused or NotConnected when the link cannot be used. Asks no network.
    """
    from zuruf.channels._http import Http

    channel: Channel = kinds()[name](link, Http(allow_private, link.secrets.values()))
    return channel


@cache
def _loaded() -> tuple[dict[str, type], dict[str, str]]:
    """What could be loaded, and why the others could not."""
    found: dict[str, type] = {}
    failed: dict[str, str] = {}
    ours = (EntryPoint(name, place, GROUP) for name, place in BUILT_IN.items())
    for point in (*ours, *_foreign()):
        if point.name in (found | failed):
            log.warning("Channel %r is already there; %s was left out.", point.name, point.value)
            continue
        try:
            found[point.name] = _load(point)
        except Exception as error:  # importing code may raise anything
            log.exception("Channel %r (%s) cannot be loaded.", point.name, point.value)
            failed[point.name] = f"{type(error).__name__}: {error}"
    return found, failed


def _load(point: EntryPoint) -> type:
    made: type = point.load()
    if not isinstance(getattr(made, "can", None), Capabilities):
        raise TypeError(f"{point.value} does not say what it can do (Capabilities).")
    return made


def _foreign() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))
