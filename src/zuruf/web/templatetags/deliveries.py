"""What a reply's network can do, for the templates that show its buttons."""

from django import template
from django.utils.safestring import SafeString

from zuruf.store.queries.backing import Backed
from zuruf.store.queries.outbox import DeliveryView
from zuruf.web import backing_words, delivery_words

register = template.Library()


@register.filter
def offers(delivery: DeliveryView, what: str) -> bool:
    """Whether its network can *what*: "edit" or "withdraw"."""
    return delivery_words.offers(delivery, what)


@register.filter
def tells(delivery: DeliveryView) -> str:
    """How we come to know what the public sees: "at_once", "look" or "untold"."""
    return delivery_words.tells(delivery)


@register.filter
def backed_by(backed: Backed) -> SafeString:
    """Who backs it, and whoever else answers for it."""
    return backing_words.line(backed)


@register.filter
def web_link(address: str) -> str:
    """The address when a browser can open it, else ""."""
    return address if address.startswith(("https://", "http://")) else ""
