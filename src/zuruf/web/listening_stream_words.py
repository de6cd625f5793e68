"""How the streams run that listening follows, in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.store.queries.hearing import Flow
from zuruf.web import listening_reach_words, words

SILENT = 5  # minutes without anything on a stream that never rests
LATE = 10  # minutes behind
SAID_FOR = timedelta(days=7)


def streams(found: Sequence[Flow], now: datetime, address: str = "") -> list[tuple[str, bool]]:
    """How the streams run: (what is said, is something wrong?). Of a network that is read now an address that was read before tells nothing.
    *address* is that of the stream that this machine was told to follow: nothing is read until a search listens."""
    read_now = {flow.realm for flow in found if flow.alive}
    found = [flow for flow in found if flow.alive or flow.realm not in read_now]
    if not found and address:
        return [(_("The stream is set up. It is followed from the first search on, within a minute."), False)]
    if not found:
        return [
            (_("No stream is followed yet: whoever runs this server sets its address (ZURUF_LISTEN)."), True)
        ]
    return [one for flow in found for one in _stream(flow, now)]


def _stream(s: Flow, now: datetime) -> list[tuple[str, bool]]:
    network = listening_reach_words.name(s.realm)
    lost = []
    if s.missed_at and now - s.missed_at < SAID_FOR:
        day = formats.date_format(s.missed_at, "SHORT_DATE_FORMAT")
        gap = _(
            "%(network)s could not go back far enough on %(day)s: some of what was written before is missing."
        )
        lost = [(gap % {"network": network, "day": day}, True)]
    if s.problem:
        return [
            (_("%(network)s does not flow: %(why)s") % {"network": network, "why": s.problem}, True),
            *lost,
        ]
    if s.lag is None or s.read_at is None:
        return [(_("%(network)s: nothing came yet.") % {"network": network}, True)]
    since = int((now - s.read_at).total_seconds() // 60)
    if since >= SILENT:
        silent = _("%(network)s: nothing has come for %(time)s.")
        return [(silent % {"network": network, "time": words.duration(since)}, True), *lost]
    return [
        (f"{network}: {_lag(max(0, int(s.lag)))}, {_pace(round(s.per_second))}", s.lag >= 60 * LATE),
        *lost,
    ]


def _lag(seconds: int) -> str:
    if seconds >= 120:
        return _("%(time)s behind") % {"time": words.duration(seconds // 60)}
    return ngettext("%(n)s second behind", "%(n)s seconds behind", seconds) % {"n": seconds}


def _pace(n: int) -> str:
    return ngettext("%(n)s post a second", "%(n)s posts a second", n) % {"n": n}
