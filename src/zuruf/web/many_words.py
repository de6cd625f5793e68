"""One answer to many, in words: what would become of each, why one stays here, and how long it takes."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.many import MOST, Fate
from zuruf.core.outbox import UNDER_WAY, DeliveryState
from zuruf.core.reply import AskState
from zuruf.flow.errors import Declined
from zuruf.flow.many_alike import Alike
from zuruf.flow.many_back import CalledBack
from zuruf.flow.many_standing import Line, Standing
from zuruf.store.queries.many import Made
from zuruf.web import mandate_words, reply_words, triage_words
from zuruf.web import words as words_of
from zuruf.web.later_words import clock


def label(line: Line) -> str:
    """What would become of one addressee."""
    if line.face == "go":
        return _("Goes out")
    if line.face == "look":
        return _("Goes out, will be looked at")
    if line.face == "ask":
        return _("Second pair of eyes")
    if line.face == "out":
        return _("Taken out")
    return _("Left out") if line.face == "left" else _("Stays here")


def because(one: Alike) -> str:
    """Why a conversation is offered beside another one."""
    parts = []
    if one.words:
        words = ", ".join(words_of.quoted(w) for w in one.words)
        parts.append(_("the same words: %(words)s") % {"words": words})
    if one.topics:
        names = ", ".join(triage_words.topic(t) for t in one.topics)
        parts.append(_("the same topic: %(topic)s") % {"topic": names})
    if one.incident:
        parts.append(_("the same incident: %(name)s") % {"name": one.incident})
    return " · ".join(parts)


def why(code: str, said: Mapping[str, object] | None = None) -> str:
    """Why one stays here or is left out."""
    said = said or {}
    if code == "stopped":
        return _("A guideline stops it.")
    if code == "placeholder_left":
        what = said.get("what") or ""
        return _("Still open: %(what)s. Write this one's answer yourself.") % {"what": what}
    known = {
        "not_waiting": _("Nobody waits for an answer here any more."),
        "somebody_writes": _("%(name)s is writing an answer here."),
        "own_draft": _("An unfinished answer of yours lies here. Send it or throw it away first."),
        "asked": _("An answer of yours lies with the second pair of eyes."),
        "second_pair_has_it": _("An answer lies with the second pair of eyes."),
        "same_person": _("The same person asks in another conversation, and gets the answer there."),
        "wrote_again": _("They wrote again meanwhile. Read that first."),
        "answered": _("Answered meanwhile."),
        "gone": _("The conversation was joined with another one."),
        "may_not": _("Whoever sent this may not answer any more."),
        "empty": _("There is nothing to send yet."),
        "unexpected": _("Something unexpected went wrong. Write this one yourself."),
        "too_long": _("Too long for this channel. Shorten this one."),
    }
    text = known.get(code)
    if text is None:
        return reply_words.refusal(Declined(code, **dict(said)))
    return text % {"name": said.get("name") or _("Somebody")}


def reasons(line: Line) -> list[str]:
    """The lines below an addressee: why, and what guidelines and mandates say."""
    found = []
    if line.why and not (line.why == "stopped" and line.said):
        data: dict[str, object] = {"name": line.name, "what": ", ".join(line.left_open), "said": line.network}
        found.append(why(line.why, (line.made.said if line.made and line.made.said else {}) | {k: v for k, v in data.items() if v}))  # fmt: skip
    found += [f"{s.title}: {s.say}" if s.say else s.title for s in line.said]
    if line.gaps and line.face == "ask":
        gaps = ", ".join(mandate_words.gap(g) for g in line.gaps)
        found.append(
            _("no mandate") if "none" in line.gaps else _("no mandate reaches: %(gaps)s") % {"gaps": gaps}
        )
    if line.parts > 1:
        found.append(_("Too long for one: it goes out in %(n)s parts.") % {"n": line.parts})
    return found


def became(made: Made) -> str:
    """What became of one addressee, as it stands now."""
    if made.fate is Fate.WANTED:
        return _("comes next")
    if made.fate is Fate.STOPPED:
        return _("Stopped before it was made")
    if made.fate in (Fate.STAYS, Fate.LEFT, Fate.OUT):
        return {Fate.STAYS: _("Stays here"), Fate.LEFT: _("Left out")}.get(made.fate, _("Taken out"))
    if made.delivery:
        return _delivery(made)
    return _ask(made)


def _delivery(made: Made) -> str:
    at = clock(made.at) if made.at else ""
    words = {
        DeliveryState.QUEUED: _("Goes out at %(time)s") % {"time": at},
        DeliveryState.SENDING: _("On its way"),
        DeliveryState.POSTING: _("Being posted by hand"),
        DeliveryState.PUBLISHED: _("Out since %(time)s") % {"time": at},
        DeliveryState.CORRECTED: _("Corrected"),
        DeliveryState.WITHDRAWN: _("Withdrawn"),
        DeliveryState.RECALLED: _("Called back"),
        DeliveryState.REFUSED: _("Refused by the network"),
        DeliveryState.UNCLEAR: _("Unclear whether it arrived"),
        DeliveryState.GIVEN_UP: _("Given up"),
    }
    return words[DeliveryState(made.state)]


def _ask(made: Made) -> str:
    if made.state in (AskState.OPEN, AskState.LATE_HOLDING):
        said = {"name": made.eyes or _("the second pair of eyes"), "time": clock(made.at) if made.at else ""}
        return _("With %(name)s until %(time)s") % said
    if made.state == AskState.RETURNED:
        return _("Given back with a remark")
    return _("Taken back") if made.state == AskState.CANCELLED else _("Second pair of eyes")


def kind(made: Made) -> str:
    """For the mark beside it: done | way | ask | stays."""
    if made.delivery:
        ways = {DeliveryState.PUBLISHED: "done", DeliveryState.CORRECTED: "done"}
        way = (DeliveryState.QUEUED, *UNDER_WAY)
        return ways.get(DeliveryState(made.state), "way" if made.state in way else "stays")
    return {Fate.ASKED: "ask", Fate.WANTED: "way"}.get(made.fate, "stays")


def lasts(standing: Standing, now: datetime) -> str:
    """How long the sending takes; "" where all go out at once."""
    if standing.last_at is None:
        return ""
    minutes = int((standing.last_at - now).total_seconds() // 60)
    if minutes < 1:
        return ""
    return ngettext(
        "One after the other, so that it does not look like spam: the last one goes out at %(time)s, in about %(n)s minute.",
        "One after the other, so that it does not look like spam: the last one goes out at %(time)s, in about %(n)s minutes.",
        minutes,
    ) % {"time": clock(standing.last_at), "n": minutes}


def button(standing: Standing) -> str:
    """The button says what it does."""
    if standing.going and standing.asking:
        return _("Send %(n)s, ask for %(m)s") % {"n": standing.going, "m": standing.asking}
    if standing.asking:
        n = standing.asking
        return ngettext("Ask for %(n)s answer", "Ask for %(n)s answers", n) % {"n": n}
    n = standing.going
    return ngettext("Send %(n)s answer", "Send %(n)s answers", n) % {"n": n}


def called_back(done: CalledBack) -> str:
    back = ngettext("%(n)s answer does not go out.", "%(n)s answers do not go out.", done.back) % {
        "n": done.back
    }
    if not done.out:
        return back
    out = ngettext("%(n)s is out already.", "%(n)s are out already.", done.out) % {"n": done.out}
    return f"{back} {out}"


def declined(declined: Declined) -> str:
    known = {
        "many_none": _("Choose at least one conversation that waits for an answer."),
        "many_too_many": _("At most %(most)s at once. Take some out, and write to them afterwards.")
        % {"most": MOST},
        "many_sent": _("It is sent already. This is how it stands now."),
        "empty": _("There is nothing to send yet. Write your answer first."),
    }
    return known.get(declined.code) or reply_words.refusal(declined)
