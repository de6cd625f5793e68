"""The table of channels. A channel is loaded when it is first asked for, not when the program starts.

Third parties add a channel by an entry point in the group `zuruf.channels`: name = "package.module:Class".
"""

import logging
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from zuruf.core.capabilities import Capabilities
from zuruf.core.channel import Channel, Link

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


@cache
def kinds() -> dict[str, type]:
    """All channels by name: ours first, then those of entry points. A foreign one that cannot be loaded is left out
    and logged; it can never replace one of ours."""
    found = {name: _load(place) for name, place in BUILT_IN.items()}
    for point in _foreign():
        if point.name in found:
            logging.getLogger(__name__).warning(
                "Channel %r is already there; %s was left out.", point.name, point.value
            )
            continue
        try:
            found[point.name] = point.load()
        except Exception:  # importing foreign code may raise anything
            logging.getLogger(__name__).exception(
                "Channel %r (%s) cannot be loaded.", point.name, point.value
            )
    return found


def can(name: str) -> Capabilities:
    """What the channel can do. Raises KeyError for an unknown name."""
    capabilities: Capabilities = kinds()[name].can  # type: ignore[attr-defined]
    return capabilities


def make(name: str, link: Link, allow_private: tuple[str, ...] = ()) -> Channel:
    """The channel, bound to one account. *allow_private*: hosts that may lie on private addresses (ZURUF_ALLOW_PRIVATE).

    Raises KeyError for an unknown name, Refused or NotConnected when the link cannot be used. Asks no network.
    """
    from zuruf.channels._http import Http

    channel: Channel = kinds()[name](link, Http(allow_private, link.secrets.values()))
    return channel


def _load(place: str) -> type:
    module, _, attribute = place.partition(":")
    loaded: type = getattr(import_module(module), attribute)
    return loaded


def _foreign() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))
