"""What was done to many at once, in words: what came of it, why some were left, and what was declined."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.bulk import Left, Verb
from zuruf.flow.errors import Declined
from zuruf.store.queries.bulk import Missed, Told
from zuruf.store.queries.topics import names
from zuruf.web import triage_words, words


@dataclass(frozen=True, slots=True)
class Line:
    """Why some were left, and which: (public id, with whom)."""

    text: str
    named: tuple[tuple[str, str], ...]


def done(told: Told) -> str:
    """What was done, in a sentence."""
    n = told.done
    said = {
        Verb.TAKE: ngettext("%(n)s taken.", "%(n)s taken.", n),
        Verb.GIVE: ngettext("%(n)s handed on to %(to)s.", "%(n)s handed on to %(to)s.", n),
        Verb.CLOSE: ngettext("%(n)s done: %(why)s.", "%(n)s done: %(why)s.", n),
        Verb.REOPEN: ngettext("%(n)s open again.", "%(n)s open again.", n),
        Verb.TOPIC: ngettext("%(n)s is about %(topics)s now.", "%(n)s are about %(topics)s now.", n),
        Verb.MERGE: ngettext("%(n)s joined with another one.", "%(n)s joined with another one.", n),
        Verb.SPLIT: _("Split: the rest is a conversation of its own now."),
    }[told.verb]
    if not n:
        return _("Nothing was done.")
    return said % {"n": n, "to": told.to or _("somebody"), "why": _why(told), "topics": _topics(told)}


def interrupted(told: Told) -> str:
    """How far one got that did not come to its end; "" for one that did."""
    if not told.rest:
        return ""
    said = {"came": told.chosen - told.rest, "chosen": told.chosen}
    if told.under_way:
        return _("Under way: %(came)s of %(chosen)s so far.") % said
    return (
        _(
            "It was interrupted after %(came)s of %(chosen)s; the others are as they were. Choose them again to go on."
        )
        % said
    )


def undone(told: Told) -> str:
    """What taking it back did; "" where it was not taken back."""
    if told.undone_at is None:
        return ""
    return ngettext("%(n)s as before.", "%(n)s as before.", told.back) % {"n": told.back}


def lines(missed: Iterable[Missed]) -> list[Line]:
    """Why some were left, a line for each reason."""
    return [Line(left(m.why, m.n), m.named) for m in missed]


def left(why: Left, n: int) -> str:
    """Why *n* conversations were left as they are."""
    return {
        Left.GONE: ngettext("%(n)s is not there any more", "%(n)s are not there any more", n),
        Left.MOVED_ON: ngettext("%(n)s got new messages meanwhile", "%(n)s got new messages meanwhile", n),
        Left.WRITING: ngettext("somebody is writing in %(n)s", "somebody is writing in %(n)s", n),
        Left.ASKED: ngettext(
            "a second pair of eyes has %(n)s draft", "a second pair of eyes has %(n)s drafts", n
        ),
        Left.TAKEN: ngettext("%(n)s is with somebody else", "%(n)s are with somebody else", n),
        Left.SAME: ngettext("%(n)s stood like that already", "%(n)s stood like that already", n),
        Left.CHANGED: ngettext(
            "somebody did something with %(n)s since", "somebody did something with %(n)s since", n
        ),
        Left.ACCOUNT: ngettext("%(n)s came in on another account", "%(n)s came in on another account", n),
        Left.PERSON: ngettext("%(n)s was written by somebody else", "%(n)s were written by somebody else", n),
        Left.PRIVATE: ngettext(
            "%(n)s is not as public as this one", "%(n)s are not as public as this one", n
        ),
        Left.OWN_PAGE: ngettext(
            "%(n)s is a page of its own in public", "%(n)s are pages of their own in public", n
        ),
        Left.UNDER_WAY: ngettext("in %(n)s an answer is on its way", "in %(n)s an answer is on its way", n),
        Left.DRAFTS: ngettext(
            "somebody has begun an answer in both: %(n)s", "somebody has begun an answer in both: %(n)s", n
        ),
        Left.LONG: ngettext("%(n)s is too long", "%(n)s are too long", n),
    }[why] % {"n": n}


def declined(why: Declined) -> str:
    """What was declined as a whole, and what to do now."""
    if why.code == "stays":
        reason = left(Left(str(why.data["why"])), 1)
        return _("This conversation stays as it is: %(reason)s.") % {"reason": reason}
    said = {
        "nothing_chosen": _("Nothing is chosen. Choose conversations with x or with their boxes."),
        "too_many": _("That is more than %(limit)s at once. Choose fewer."),
        "unknown_reason": _("Choose why nobody has to answer."),
        "unknown_value": _("Choose what it is about."),
        "undo_over": _("It is too late to undo that, or it was undone already."),
        "split_all": _("Something they wrote has to stay. Choose a later message."),
        "gone": _("This conversation is part of another one by now."),
    }.get(why.code)
    return said % why.data if said else words.declined(why)


def _why(told: Told) -> str:
    reason = str(told.data.get("reason", ""))
    return words.closing(reason) if reason else ""


def _topics(told: Told) -> str:
    slugs = told.data.get("topics", [])
    known = names() if slugs else {}
    named = [triage_words.named(known[slug]) for slug in slugs if slug in known]
    return ", ".join(named) or _("nothing we know")
