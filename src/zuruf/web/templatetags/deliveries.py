"""What a reply's network can do, for the templates that show its buttons."""

from django import template

from zuruf.store.queries.outbox import DeliveryView
from zuruf.web import delivery_words

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
def web_link(address: str) -> str:
    """The address when a browser can open it, else ""."""
    return address if address.startswith(("https://", "http://")) else ""
