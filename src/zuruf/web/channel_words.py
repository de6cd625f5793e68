"""The words for channels: under which heading one stands, what it can really do, and how near to the live network it was tried."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf import channels
from zuruf.core.capabilities import Capabilities, Group, Receive, Repeat, TriedAgainst


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel and its capabilities in words: (what, how). `glance`: what it does, in one or two words each. `tried`: how near to
    the live network it was tried, in a sentence; `untried`: never against a real server. `profile`: it has a public profile, on
    which an imprint should stand."""

    name: str
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    receives: bool
    replies: bool
    glance: tuple[str, ...] = ()
    tried: str = ""
    untried: bool = False
    guide: tuple[str, ...] = ()
    guide_url: str = ""
    calls: bool = False
    polls: bool = False
    profile: bool = False
    by_hand: bool = False  # nothing is connected: a person takes in what people wrote
    own: bool = False  # a page of ours
    there: bool = True  # else it cannot be loaded, or is not installed any more


@dataclass(frozen=True, slots=True)
class Heading:
    """Channels under one heading of the connect page."""

    title: str
    rows: tuple[ChannelRow, ...]


def names() -> dict[str, str]:
    """Channel → its name for people."""
    return {name: _(title) if (title := channels.can(name).title) else name for name in channels.kinds()}


def headings(wanted: str = "") -> list[Heading]:
    """What can be connected, under its headings; with *wanted* only what has all of these words in its name or what is said of it."""
    words = wanted.casefold().split()
    found: dict[Group, list[ChannelRow]] = {}
    for name in channels.kinds():
        can = channels.can(name)
        if not can_connect(can):
            continue
        row = channel(name)
        said = " ".join((name, row.title, row.lead, *row.glance, titles()[can.group])).casefold()
        if all(word in said for word in words):
            found.setdefault(can.group, []).append(row)
    return [
        Heading(title, tuple(sorted(found[group], key=lambda r: r.title.casefold())))
        for group, title in titles().items()
        if group in found
    ]


def titles() -> dict[Group, str]:
    """The headings, in their order."""
    return {
        Group.SOCIAL: _("Social networks"),
        Group.FORUM: _("Forums and blogs"),
        Group.MESSAGES: _("Mail and messengers"),
        Group.REVIEWS: _("Reviews"),
        Group.OWN: _("Own systems"),
    }


def can_connect(can: Capabilities) -> bool:
    """Our own page is always there, and a file is no network."""
    return not can.own and (can.reply or can.receive is not Receive.NONE)


def channel(name: str) -> ChannelRow:
    """What this channel can do, from its own capabilities."""
    can = channels.can(name)
    live = can.receive is not Receive.NONE
    return ChannelRow(
        name=name,
        title=names().get(name, name),
        lead=_(can.lead) if can.lead else "",
        facts=_facts(can),
        receives=live,
        replies=can.reply,
        glance=tuple(_glance(can)),
        tried=_tried(can.tried_against) if live else "",
        untried=live and can.tried_against is not TriedAgainst.REAL_SERVER,
        guide=tuple(_(step) for step in can.guide),
        guide_url=can.guide_url,
        calls=can.calls,
        polls=can.receive is Receive.POLL,
        by_hand=can.by_hand and not live,
        own=can.own,
        there=name in channels.kinds(),
        profile=can.group in (Group.SOCIAL, Group.REVIEWS),
    )


def _glance(can: Capabilities) -> Iterable[str]:
    """What one wants to know before anything else."""
    yield _("reads") if can.reply else _("only reads")
    if can.calls or can.waits:
        yield _("at once")
    if can.reply:
        yield _("answers by hand") if can.by_hand else _("sends answers")
    if can.private:
        yield _("in private too")
    if can.post:
        yield _("own posts")
    if can.withdraw:
        yield _("takes back")


def _tried(how: TriedAgainst) -> str:
    return {
        TriedAgainst.REAL_SERVER: _("Against a real server, in every test run"),
        TriedAgainst.RECORDED: _("Never tried against the live network, only against recorded answers"),
        TriedAgainst.SPECIFICATION: _(
            "Never tried against the live network, only built from its description"
        ),
    }[how]


def _facts(can: Capabilities) -> tuple[tuple[str, str], ...]:
    rows = [
        (_("Receives"), receives(can)),
        (_("Replies"), _replies(can)),
    ]
    if can.reply:
        rows += _about_replies(can)
    if can.window:
        label = _("Private messages can be answered for") if can.privately else _("Can be answered for")
        rows.append((label, span(can.window)))
    if can.cost:
        rows.append((_("Cost"), _(can.cost)))
    if can.retention:
        rows.append((_("May be kept for"), span(can.retention)))
    if can.version:
        rows.append((_("Version of its interface"), _version(can)))
    if can.receive is not Receive.NONE:
        rows.append((_("Tried"), _tried(can.tried_against)))
    return tuple(rows)


def _replies(can: Capabilities) -> str:
    if can.by_hand and can.reply:
        return _("yes, a person posts them there")
    return _("yes") if can.reply else _("no, it only reads")


def _about_replies(can: Capabilities) -> list[tuple[str, str]]:
    repeat = {
        Repeat.HARMLESS: _("harmless: the same reply never appears twice"),
        Repeat.TRACEABLE: _("looked up before anything is sent again"),
        Repeat.BLIND: _("a person looks before anything is sent again"),
    }
    yes, no = _("yes"), _("no")
    rows = [
        (_("Withdraw"), yes if can.withdraw else no),
        (_("Correct in place"), yes if can.edit else no),
        (_("Private replies"), yes if can.private else no),
        (_("Limit"), limit(can)),
    ]
    if can.attach:
        rows.append(
            (_("Files"), ngettext("%(n)s of them", "up to %(n)s", can.attach.most) % {"n": can.attach.most})
        )
    return [*rows, (_("If the connection breaks while sending"), repeat[can.repeat])]


def _version(can: Capabilities) -> str:
    assert can.version is not None
    until = date_format(can.version.ends, "SHORT_DATE_FORMAT")
    return _("%(name)s, answered until %(day)s") % {"name": can.version.name, "day": until}


def _called(can: Capabilities) -> str:
    return (
        _("at once, the other system calls us")
        if can.group is Group.OWN
        else _("at once, the network calls us")
    )


def receives(can: Capabilities) -> str:
    """How what people write comes in."""
    if can.by_hand and can.receive is Receive.NONE:
        return _("by hand")
    every = _every(int(can.poll_every.total_seconds()))
    if can.receive is Receive.POLL and can.calls:
        return _("at once, the network calls us; what it missed is filled in: %(every)s") % {"every": every}
    if can.receive is Receive.POLL and can.waits:
        return _("at once where the server offers it, else ") + every
    return {
        Receive.POLL: every,
        Receive.WEBHOOK: _called(can) if can.calls else _("at once"),
        Receive.NONE: _("only when a file is imported"),
    }[can.receive]


def _every(seconds: int) -> str:
    if seconds % 60:
        return _("asked for every %(n)s seconds") % {"n": seconds}
    return ngettext("asked for every minute", "asked for every %(n)s minutes", seconds // 60) % {
        "n": seconds // 60
    }


def span(time: timedelta) -> str:
    """A length of time in whole days where it is some, else in hours."""
    if time.days >= 2 or time == timedelta(days=1):
        return ngettext("%(n)s day", "%(n)s days", time.days) % {"n": time.days}
    hours = int(time.total_seconds() // 3600)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}


def limit(can: Capabilities) -> str:
    """The channel's own length limit in words."""
    if can.length is None:
        return _("none known")
    at = can.length("")
    unit = {"characters": _("characters"), "graphemes": _("characters as one sees them"), "bytes": _("bytes")}
    said = f"{number_format(at.limit, force_grouping=True)} {unit.get(at.unit, at.unit)}"
    return _("%(limit)s; each server may have its own") % {"limit": said} if can.limits_of else said
