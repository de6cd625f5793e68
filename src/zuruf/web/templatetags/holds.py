"""Holds, incidents and the lists of the outbox in words, and the banner of a house that holds still."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.template import Context

from zuruf.flow.clock import clock
from zuruf.store.queries import account_care
from zuruf.store.queries import holds as reading
from zuruf.store.queries.holds import HoldView, InFlight
from zuruf.store.queries.outbox_page import Page, Stalled
from zuruf.web import account_care as words
from zuruf.web import hold_words
from zuruf.web.templatetags.zuruf import moment

register = template.Library()


@register.filter
def hold_title(hold: HoldView) -> str:
    return hold_words.title(hold)


@register.filter
def shelf_name(name: str) -> str:
    return hold_words.shelf(name)


@register.filter
def shelf_about(name: str) -> str:
    return hold_words.about(name)


@register.filter
def wider(box: Page, hold: HoldView) -> HoldView | None:
    return box.wider(hold)


@register.simple_tag
def ended(one: InFlight, now: datetime) -> str:
    """How a reply ended that was in flight when a hold was placed."""
    return hold_words.ended(one.state, moment(one.at, now) if one.at else "")


@register.simple_tag
def stalled(one: Stalled, now: datetime) -> str:
    """Why an account's replies wait, and until when."""
    return hold_words.stalled(one, moment(one.until, now) if one.until else "")


@dataclass(frozen=True, slots=True)
class Cut:
    """What is said above every page when an account has to be connected again. `account`: its public id where it is one."""

    said: str
    account: str


@register.simple_tag(takes_context=True)
def cut_off(context: Context) -> Cut | None:
    """None when all accounts are connected. Asks only where the frame of the page has counted one."""
    if not getattr(context.get("around"), "cut", 0):
        return None
    found = account_care.cut(clock())
    ended = [one for one in found if one.at is None] or found[:1]
    return Cut(words.banner(found), ended[0].public_id if len(ended) == 1 else "") if found else None


@dataclass(frozen=True, slots=True)
class Banner:
    """What is said above every page: the widest hold on everything, and since when in words."""

    hold: HoldView
    since: str


@register.simple_tag(takes_context=True)
def banner(context: Context) -> Banner | None:
    """None when nothing lies on everything. Asks only where the frame of the page has counted a hold."""
    if not getattr(context.get("around"), "holds", 0):
        return None
    wide = next((hold for hold in reading.live() if hold.everything), None)
    return Banner(wide, moment(wide.at, clock())) if wide else None
