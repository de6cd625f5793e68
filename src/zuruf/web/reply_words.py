"""The verdict in words: the button that says what will happen, the reason, the length, and why something was not done."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zuruf.core.capabilities import Length
from zuruf.core.guideline import Verdict
from zuruf.core.reply import Kind, Late, Outlet
from zuruf.core.schedule import Chosen
from zuruf.core.verdict import Reason
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged
from zuruf.flow.verdict_said import Said
from zuruf.web import attach_words, eyes_words, library_words, terms_words, units
from zuruf.web.eyes_words import asks, till
from zuruf.web.later_words import at_hour, released_at, shifted, when
from zuruf.web.later_words import clock as clock
from zuruf.web.reach_words import covers, lacks


@dataclass(frozen=True, slots=True)
class Face:
    """How a verdict looks. `state`: empty | go | look | ask | stop. `marks`: (start, end, verdict) in UTF-16 units, as
    the browser counts. `after`: what happens then, in sentences. `also`: the guidelines that are not the first reason."""

    state: str
    label: str
    left: str
    over: bool
    marks: tuple[tuple[int, int, str], ...]
    after: tuple[str, ...]
    also: tuple[Said, ...] = ()
    parts: str = ""  # "in 3 parts"
    lines: tuple[str, ...] = ()  # what happens then, where it takes paragraphs
    first: bool = True  # whether a guideline is the first reason; else all of them are in `also`


def language() -> str:
    """The reader's language, as guidelines know it."""
    return (get_language() or "en").split("-")[0]


def face(judged: Judged, text: str, hour: Chosen | None = None, wrong: Declined | None = None) -> Face:
    """The composer's button and lines for *text* as it was judged. *hour*: when it is to go out; *wrong*: why that hour,
    or what is attached, would be refused."""
    if wrong is not None and judged.problem != "empty":
        return _stopped(judged, text, wrong)
    state = "empty" if judged.problem == "empty" else str(judged.verdict)
    over = judged.length is not None and judged.length.left < 0
    left = left_over(judged.length) if judged.length else ""
    also = () if state == "empty" else judged.hits if judged.problem else judged.hits[1:]
    label, after = _label(judged, hour), tuple(_after(judged, hour))
    lines: tuple[str, ...] = ()
    if hour and not judged.problem and judged.verdict is Verdict.ASK:  # two hours: a line for each
        after, lines = (), (" ".join(after), " ".join(_after_ask(judged)))
    return Face(state, label, left, over, marks(judged, text), after, also, in_parts(judged), lines)


def _stopped(judged: Judged, text: str, wrong: Declined) -> Face:
    """What stops it comes first: nothing beside it says what a guideline would do with what goes out."""
    stop = judged.verdict is Verdict.STOP
    guideline = stop and not judged.problem
    after = (*(_then(judged, None) if stop else ()), refusal(wrong))
    also = judged.hits[1:] if guideline else judged.hits
    left = left_over(judged.length) if judged.length else ""
    over = judged.length is not None and judged.length.left < 0
    return Face("stop", _("Not like this"), left, over, marks(judged, text), after, also, first=guideline)


def in_parts(judged: Judged) -> str:
    """ "in 3 parts"; "" for one that goes out whole."""
    n = len(judged.parts)
    return ngettext("in %(n)s part", "in %(n)s parts", n) % {"n": n} if n else ""


def _label(judged: Judged, hour: Chosen | None) -> str:
    if hour and not judged.problem and judged.verdict in (Verdict.GO, Verdict.LOOK):
        return _("Answer: %(when)s") % {"when": when(hour.at)}
    if judged.problem == "empty" or judged.verdict is Verdict.GO:
        return _("Answer")
    if judged.verdict is Verdict.LOOK:
        return _("Answer, will be looked at")
    if judged.verdict is Verdict.ASK and judged.deadline and judged.alone:  # only the deadline will answer
        late = {Late.RELEASE: _("Goes out at %(time)s"), Late.RETURN: _("Comes back at %(time)s")}
        return late.get(Late(judged.late), _("Holding reply at %(time)s")) % {"time": till(judged.deadline)}
    if judged.verdict is Verdict.ASK and judged.deadline and judged.reason is Reason.PARTNER and judged.eyes:
        return _("To %(name)s, by %(time)s") % {"name": judged.eyes.eyes.name, "time": till(judged.deadline)}
    if judged.verdict is Verdict.ASK and judged.deadline:
        return _("Second pair of eyes, by %(time)s") % {"time": till(judged.deadline)}
    return _("Not possible here") if judged.problem == "terms" else _("Not like this")


def _after(judged: Judged, hour: Chosen | None) -> list[str]:
    """What happens then, in sentences."""
    said = _then(judged, hour)
    if judged.parts and not judged.problem and judged.verdict is not Verdict.STOP:
        n = len(judged.parts)
        said.append(_("Too long for one: it goes out in %(n)s parts.") % {"n": n})
    if judged.past and not hour:
        said.append(_("Over already: “%(words)s”.") % {"words": judged.past})
    return said


def _no_channel() -> str:
    return _(
        "This channel is out of order, so nothing can go out. Your text is kept; the account's page says what to do."
    )


def _then(judged: Judged, hour: Chosen | None) -> list[str]:
    if judged.problem == "empty":
        return [_("The verdict follows your typing.")]
    if judged.problem == "too_long" and judged.length:
        return [_("Too long for this channel. Shorten it, or say the rest in a second answer.")]
    if judged.problem == "asker_gone":
        return [_("Its author deleted the message: there is nothing left to answer.")]
    if judged.problem == "no_channel":
        return [_no_channel()]
    if judged.problem == "disconnected":
        return [_("The account is disconnected: nothing can go out through it. Your text is kept.")]
    if judged.problem in ("terms", "terms_text") and judged.under:
        return terms_words.refused(judged.under.refusal, whatever=judged.problem == "terms")
    if judged.verdict is Verdict.ASK:
        return [*filter(None, [lacks(judged)]), *(released_at(hour) if hour else _after_ask(judged))]
    if judged.verdict is Verdict.STOP:
        return []
    ready = judged.prepared and _(
        "These are the words that were prepared for this: nobody has to look first."
    )
    free = ready or covers(judged) or ("" if judged.hits else _("No guideline objects."))
    said = [free] if free else []
    if hour:
        return [*said, *at_hour(hour)]
    if waits := waiting(judged.outlet):
        return [*said, waits]
    if judged.held:
        return [*said, _("A hold is on: it goes out as soon as the hold is lifted.")]
    if judged.by_hand:  # said beside the room already; it does not go out
        return [*said, _("Can be called back until somebody posts it.")]
    if not judged.recall_seconds:
        return [*said, _("Goes out at once.")]
    back = _("Goes out at once; you can call it back for %(seconds)s s.") % {"seconds": judged.recall_seconds}
    return [*said, units.kept(back)]


def _by_whom(judged: Judged) -> str:
    """A partner's draft: in whose name it goes out; "" where nobody can look at it."""
    if judged.eyes is None:
        return ""
    said = {"name": judged.eyes.eyes.name}
    if judged.eyes.eyes.here:
        return (
            _("%(name)s is at the desk: released with one key, it goes out in the name of %(name)s.") % said
        )
    return _("Released with one key, it goes out in the name of %(name)s.") % said


def _after_ask(judged: Judged) -> list[str]:
    time = till(judged.deadline) if judged.deadline else ""
    whom = _by_whom(judged) if judged.reason is Reason.PARTNER else asks(judged.eyes)
    if judged.late == Late.RELEASE:
        late = _("Without an answer by %(time)s your reply goes out as it is.") % {"time": time}
    elif judged.late == Late.RETURN:
        late = _("Without an answer by %(time)s it comes back to you.") % {"time": time}
    else:
        late = _("Without an answer by %(time)s this goes out: “%(text)s”") % {
            "time": time,
            "text": Truncator(judged.holding).chars(60),
        }
    said = [_("Nobody else is a second pair of eyes at the moment. An owner can name somebody under People.")]
    held = [_("A hold is on: nothing goes out before it is lifted.")] if judged.held else []
    waits = [waiting(judged.outlet)] if waiting(judged.outlet) else []
    if judged.real:
        held.insert(0, _("These minutes run on at night and on days off."))
    beside = [_("A trial run goes on: everything is approved as before.")] * (judged.reason is Reason.TRIAL)
    return [*beside, *(said if judged.alone else [whom] if whom else []), late, *held, *waits]


def waiting(outlet: Outlet) -> str:
    """For what of its account a reply waits once it is sent; "" when for nothing."""
    if outlet is Outlet.PAUSED:
        return _("The account is paused: what you send waits until it is switched on again.")
    if outlet is Outlet.NOT_CONNECTED:
        return _(
            "The account is not connected at the moment: what you send waits until it is connected again."
        )
    return ""


def left_over(length: Length) -> str:
    """How much room is left, or how much is too much, in the channel's own measure."""
    n = abs(length.left)
    if length.unit == "bytes":
        said = ngettext("%(n)s byte left", "%(n)s bytes left", n)
        much = ngettext("%(n)s byte too many", "%(n)s bytes too many", n)
    else:
        said = ngettext("%(n)s character left", "%(n)s characters left", n)
        much = ngettext("%(n)s character too many", "%(n)s characters too many", n)
    return (said if length.left >= 0 else much) % {"n": number_format(n, force_grouping=True)}


def marks(judged: Judged, text: str) -> tuple[tuple[int, int, str], ...]:
    """Where to underline, without overlaps: the strictest guideline has the words it shares with others."""
    units = [0]
    for c in text:
        units.append(units[-1] + (2 if ord(c) > 0xFFFF else 1))
    taken: list[tuple[int, int, str]] = []
    for hit in judged.hits:
        for start, end in hit.spans:
            if end < len(units) and not any(start < e and s < end for s, e, _v in taken):
                taken.append((start, end, hit.verdict))
    return tuple((units[s], units[e], v) for s, e, v in sorted(taken))


def refusal(declined: Declined) -> str:
    """Why a reply or a decision was not done, and what to do. The text is always kept."""
    if declined.code in _MEANWHILE:
        return _MEANWHILE[declined.code](declined)
    if declined.code == "shifted" and isinstance(hour := declined.data.get("hour"), Chosen):
        return " ".join([*shifted(hour), _("Send it once more if that is right, or choose another hour.")])
    if declined.code in eyes_words.REFUSED:
        return str(eyes_words.REFUSED[declined.code])
    if declined.code in terms_words.CODES:
        return terms_words.refusal(declined)
    if declined.code in attach_words.CODES:
        return attach_words.refusal(declined)
    words = {
        "bad_time": _("This is no date and time. Choose another, or send it at once."),
        "past": _("This hour is over. Choose another, or send it at once; your text is kept."),
        "too_far": _("That is more than a year ahead. Choose an earlier hour."),
        "may_not": _("You may read here, not answer. An owner can change that under People."),
        "gone": _("This is no longer open: it was sent, taken back or thrown away in another window. Reload to see how it stands."),
        "asked": _("Your answer lies with the second pair of eyes. Take it back to go on writing."),
        "goodwill_beyond": _(
            "The changed text promises more money than you were asked about, and more than your own mandates allow. Promise"
            " less, or give it back with a remark."
        ),
        "goodwill_spent": _(
            "Meanwhile more money was promised, and less of the month is left than this promises. Nothing was sent, and the text"
            " is kept: send it again, and somebody else looks at it first."
        ),
        "goodwill_amount": _("This is no amount. Write it like 20 or 12.50, up to 10,000 euros; your text is kept."),
        "empty": _("There is nothing to send yet. Write your answer first."),
        "reads_only": _("This account only reads. Answer on the network itself."),
        "cannot_reply": _("This account only reads. Answer on the network itself."),
        "no_channel": _no_channel(),
        "disconnected": _("The account is disconnected: nothing can go out through it. Your text is kept."),
        "asker_gone": _("Its author deleted the message: there is nothing left to answer."),
        "too_long": _("Too long for this channel. Shorten it and send it again; your text is kept."),
        "stopped": _("A guideline stops this answer. Your text is kept; the line below the field says what to do instead."),
    }  # fmt: skip
    said = words.get(declined.code) or library_words.composer(declined)
    return said or _("That was not done. Your text is kept.")


def not_done(declined: Declined) -> str:
    """The same as a page's title."""
    return _("Is this hour right?") if declined.code == "shifted" else _("Not sent")


def _answered(declined: Declined) -> str:
    name, at = declined.data.get("name"), declined.data.get("at")
    if not isinstance(at, datetime):
        return _("This was answered on the network itself. Your text is kept.")
    said = {"name": name, "time": clock(at)}
    if declined.data.get("kind") == Kind.HOLDING:
        return _("A holding reply went out at %(time)s. Read it first; your text is kept.") % said
    return _("Answered at %(time)s by %(name)s. Read that first; your text is kept.") % said


def _wrote_again(declined: Declined) -> str:
    said = _("They wrote again meanwhile: “%(text)s”. Does your answer still fit? Your text is kept.")
    return said % {"text": str(declined.data.get("text", ""))[:160]}


def _decided(declined: Declined) -> str:
    said = {"name": declined.data.get("name")}
    if declined.data.get("state") == "cancelled":
        return _("%(name)s took the answer back.") % said
    if declined.data.get("state") == "late_released":
        return _("The deadline has passed: the answer went out as it was.")
    return _("%(name)s has decided this already.") % said


_MEANWHILE = {"answered": _answered, "wrote_again": _wrote_again, "decided": _decided}
