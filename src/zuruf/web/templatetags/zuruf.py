"""Words for times, waits and states, in the reader's language."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django import template
from django.template import Context
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zuruf import channels
from zuruf.core import calendar, until
from zuruf.core.desk import State, Wait, wait
from zuruf.core.people import May, Who
from zuruf.flow import able
from zuruf.flow.due import Explained
from zuruf.store.queries import targets
from zuruf.store.queries.conversation import Item, Judged, Pane, Sent
from zuruf.store.queries.desk import Place
from zuruf.store.queries.frame import Frame
from zuruf.web import account_words, attach_words, due_words, target_words, words
from zuruf.web.rooms import Group, groups_for
from zuruf.web.thread import Thing, because, things

register = template.Library()
FARTHEST = 14 * 24 * 60  # minutes of the longest target that can be set


@register.filter
def for_minutes(minutes: int) -> str:
    """A duration of whole minutes: "44 min", "2 h 14 min", "3 days"."""
    return words.duration(minutes)


@register.filter
def capped(count: int) -> str:
    """A count beside a queue: 0 to 99, then "99+"."""
    return str(count) if count < 100 else "99+"


@register.filter
def said(sentence: str) -> SafeString:
    """What a network said, in the reader's language where we know the sentence; else as it came."""
    return account_words.problem_html(sentence)


@register.filter
def clock(at: datetime) -> str:
    """The time of day where the organisation is: "14:02"."""
    return timezone.localtime(at).strftime("%H:%M")


@register.simple_tag
def moment(at: datetime, now: datetime) -> str:
    """When it was: "14:02" today, "yesterday, 14:02", else with its day."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    if local.date() == today:
        return clock(at)
    if (today - local.date()).days == 1:
        return _("yesterday, %(time)s") % {"time": clock(at)}
    day = formats.date_format(local, "j. F" if local.year == today.year else "j. F Y")
    if not formats.get_format("DATE_FORMAT").startswith("j."):
        day = formats.date_format(local, "j F" if local.year == today.year else "j F Y")
    return f"{day}, {clock(at)}"


@register.simple_tag
def by(at: datetime, now: datetime) -> str:
    """Until when: "14:02" today, else with its day, "Tuesday 9:40"."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    return clock(at) if local.date() == today else due_words.hour(local, today)


@register.filter
def wall(minutes: int) -> str:
    """Minutes since midnight as a time of day."""
    return calendar.wall(minutes)


@register.simple_tag
def closed_because(pane: Pane) -> str:
    """Why nobody has to answer any more, as whoever closed it said; "" where it is not closed, or nobody was waiting."""
    return because(pane.items) if pane.state == State.DONE else ""


@register.simple_tag
def how_due(told: Explained | None) -> dict[str, str]:
    """How its due time came about: `line`, where we were closed in between ("" else, the time alone says it), and `which`
    target it follows, "" the house's."""
    if told is None:
        return {}
    line = due_words.because(told.due, timezone.get_current_timezone()) if told.due.rolled else ""
    return {
        "line": line,
        "which": target_words.which(told, dict(targets.accounts()) if told.target.account else {}),
    }


@register.simple_tag
def waited(since: datetime, due: datetime | None, now: datetime) -> Wait:
    """How long somebody has been waiting at *now* (core.desk.wait)."""
    return wait(since, due, now)


@register.filter
def percent(share: float | None) -> int:
    """Of a target, 0 to 100."""
    return min(100, max(0, round((share or 0) * 100)))


@register.filter
def channel_name(channel: str) -> str:
    """What people call a channel."""
    return words.channel(channel)


@register.filter
def posted_by_hand(channel: str) -> bool:
    """Whether a person posts answers there: the place is not ours, so nobody speaks in its name."""
    return channels.can(channel).by_hand


@register.filter
def queue_name(queue: str) -> str:
    return words.queue(queue)


_LINK = re.compile(r"https?://[^\s<>\"]{3,}")
_TAIL = ".,;:!?)]}'»“”"  # what ends the sentence around an address, not the address


@register.filter
def spoken(text: str) -> SafeString:
    """Plain text as somebody wrote it: paragraphs and lines kept, addresses become links that tell nobody where we read."""
    done: list[SafeString | str] = []
    here = 0
    for found in _LINK.finditer(text):
        url = found.group().rstrip(_TAIL)
        end = found.start() + len(url)
        done.append(conditional_escape(text[here : found.start()]))
        done.append(
            format_html(
                '<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>', url, _short(url)
            )
        )
        here = end
    done.append(conditional_escape(text[here:]))
    return mark_safe("".join(done))  # noqa: S308  every part was escaped above


def _short(url: str) -> str:
    shown = re.sub(r"^https?://(www\.)?", "", url)
    return shown if len(shown) <= 60 else shown[:57] + "…"


@register.simple_tag
def sentence(findings: Sequence[Judged]) -> list[tuple[str, str]]:
    """What triage found, as (what, because of which words)."""
    return words.findings(findings)


@register.filter
def words_of(text: str) -> list[str]:
    return text.split()


@register.filter
def at(mapping: Mapping[str, object], key: str) -> object:
    """What *mapping* has under *key*, None when it has nothing there."""
    return mapping.get(key)


@register.filter
def size(count: int) -> str:
    """Bytes in words."""
    return attach_words.size(count)


@register.filter
def iso(at: datetime | None) -> str:
    """For scripts: UTC, or "" when there is none."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""


@register.filter
def may(who: Who | None, what: str) -> bool:
    return who is not None and who.may(May(what))


@register.filter
def target(pane: Pane) -> str:
    """The target that this conversation was given: "60 min", "4 h 00". "" where its due time is none of a target (it lies before the
    wait, or weeks after it): then the moment itself is to be shown."""
    if pane.waiting_since is None or pane.due_at is None:
        return ""
    minutes = round((pane.due_at - pane.waiting_since).total_seconds() / 60)
    if not 0 < minutes <= FARTHEST:
        return ""
    return (
        words.duration_patterns()["min"].replace("%n", str(minutes))
        if minutes <= 120
        else words.duration(minutes)
    )


@register.filter
def place_name(around: Frame, place: Place) -> str:
    """What a queue, or a team's queue, is called."""
    named = next((t.name for t in around.teams if t.public_id == place.team), "")
    return named or words.queue(place.queue)


@register.simple_tag
def words_for_waits() -> str:
    """The patterns of a wait, for the script that lets it tick on."""
    return json.dumps(words.duration_patterns())


@register.simple_tag(takes_context=True)
def rooms(context: Context) -> list[Group]:
    """The rooms of the house that this person may enter, in groups."""
    return groups_for(context["who"], context["around"], str(context.get("here", "")))


@register.simple_tag
def thread_of(items: Sequence[Item]) -> list[Thing]:
    """A thread with neighbouring events drawn together into one line."""
    return things(items)


@register.simple_tag
def hour_offered(pane: Pane, now: datetime) -> bool:
    """Is the answer due so far off that a holding reply should name the hour, and does none do so yet?"""
    since = pane.waiting_since
    if since is None or not until.worth(pane.due_at, now):
        return False
    held = (i for i in pane.items if isinstance(i, Sent) and i.delivery.kind == "holding" and i.at >= since)
    return not any(i.delivery.phase not in ("recalled", "refused", "given_up") for i in held)


@register.filter
def has_kind(pane: Pane | None, kind: str) -> bool:
    """Does something of this *kind* stand in the thread?"""
    return pane is not None and any(item.kind == kind for item in pane.items)


@register.filter
def is_own(channel: str) -> bool:
    """Is it a page of ours?"""
    return able.is_own(channel)


@register.simple_tag
def closings() -> list[tuple[str, str]]:
    """Why nobody has to answer any more: (code, words), in the order of their keys."""
    return words.closings()


@register.simple_tag
def empty() -> None:
    """Nothing, under a name."""
