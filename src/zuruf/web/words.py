"""Names for states, channels and events, as people say them. The codes themselves live in core."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, get_language_info, gettext_noop, pgettext
from django.utils.translation import gettext as _

from zuruf import channels
from zuruf.core.desk import Closed
from zuruf.core.triage import RINGS, SURE, TAUGHT
from zuruf.flow.errors import Declined
from zuruf.web import judging_words, triage_words, units


class Found(Protocol):
    """One finding of triage."""

    @property
    def label(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def probability(self) -> float: ...
    @property
    def words(self) -> tuple[str, ...]: ...


_QUEUES = {
    "us": gettext_noop("Waiting for us"),
    "mine": gettext_noop("With me"),
    "team": gettext_noop("With my team"),
    "unowned": gettext_noop("With nobody"),
    "unsure": gettext_noop("Not sure"),
    "second": gettext_noop("Second pair of eyes"),
    "unclear": gettext_noop("Unclear"),
    "them": gettext_noop("Waiting for them"),
}
_LONGEST = gettext_noop("longest wait first")
_ORDERS = {
    "second": gettext_noop("next deadline first"),
    "unclear": gettext_noop("oldest first"),
    "them": gettext_noop("latest first"),
    "done": gettext_noop("latest first"),
}
_EMPTY = {
    "us": (gettext_noop("Nobody is waiting"), gettext_noop("New messages appear here by themselves.")),
    "mine": (gettext_noop("Nothing lies with you"), gettext_noop("Take a conversation and it stays with you until it is done.")),
    "team": (gettext_noop("Nothing lies with your team"), gettext_noop("Colleagues can hand a conversation to your team.")),
    "unowned": (gettext_noop("Everything has somebody"), gettext_noop("What nobody has taken yet appears here.")),
    "unsure": (gettext_noop("Everything is understood"), gettext_noop("Where triage cannot tell what somebody wants, it appears here and a person says what it is.")),
    "second": (gettext_noop("Nothing waits for a second pair of eyes"), gettext_noop("When a guideline asks for one, the draft appears here with its deadline.")),
    "unclear": (gettext_noop("Nothing is unclear"), gettext_noop("When a network does not say whether a reply arrived, or removes one, or a reply became overdue under a hold, it appears here and a person decides.")),
    "them": (gettext_noop("We wait for nobody"), gettext_noop("What we have answered appears here until they write again.")),
    "done": (gettext_noop("Nothing is done yet"), gettext_noop("What you close appears here. You can reopen it at any time.")),
}  # fmt: skip
_CHANNELS = {  # all others by the first word of their title: "LinkedIn page", "X (Twitter)"
    "talk": gettext_noop("Ask us"),
    "mail": gettext_noop("E-mail"),
    "import": gettext_noop("Import"),
    "by_hand": gettext_noop("By hand"),
}

# {who} and {to} are names; without a name of the acting person the program did it.
_EVENTS: dict[str, tuple[str, str]] = {
    "conversation.taken": (gettext_noop("taken by {who}"), gettext_noop("taken")),
    "conversation.given": (gettext_noop("{who} handed on to {to}"), gettext_noop("handed on to {to}")),
    "conversation.spared": (gettext_noop("handed on"),) * 2,
    "conversation.spare_undone": (gettext_noop("not handed on after all"),) * 2,
    "act.ordered": (gettext_noop("{who} decided a measure against abuse"), gettext_noop("measure decided")),
    "act.done": (gettext_noop("the network did it"),) * 2,
    "act.refused": (gettext_noop("the network refused the measure"),) * 2,
    "act.unclear": (gettext_noop("unclear whether the network did it"),) * 2,
    "act.back_ordered": (gettext_noop("{who} takes the measure back"), gettext_noop("measure taken back")),
    "act.back": (gettext_noop("measure taken back at the network"),) * 2,
    "proof.kept": (gettext_noop("{who} kept a message as evidence"), gettext_noop("kept as evidence")),
    "conversation.placed": (gettext_noop("went to {to}, who is responsible"),) * 2,
    "conversation.closed": (gettext_noop("done, says {who}"), gettext_noop("done")),
    "conversation.reopened": (gettext_noop("reopened by {who}"), gettext_noop("reopened")),
    "conversation.given_back": (gettext_noop("given back by {who}"), gettext_noop("given back")),
    "conversation.merged": (
        gettext_noop("{who} joined another one with it"),
        gettext_noop("another one joined"),
    ),
    "conversation.merge_undone": (gettext_noop("{who} parted them again"), gettext_noop("parted again")),
    "conversation.split": (gettext_noop("{who} split off a part"), gettext_noop("a part split off")),
    "conversation.split_undone": (gettext_noop("{who} put the part back"), gettext_noop("the part put back")),
    "conversation.incident_set": (
        gettext_noop("{who} put it into “{to}”"),
        gettext_noop("put into “{to}”"),
    ),
    "conversation.incident_left": (
        gettext_noop("{who} took it out of “{to}”"),
        gettext_noop("taken out of “{to}”"),
    ),
    "second_pair.asked": (
        gettext_noop("{who} asks a second pair of eyes"),
        gettext_noop("second pair of eyes asked"),
    ),
    "second_pair.released": (gettext_noop("released by {who}"), gettext_noop("released")),
    "second_pair.returned": (gettext_noop("returned by {who}"), gettext_noop("returned")),
    "second_pair.taken_back": (gettext_noop("{who} took the draft back"), gettext_noop("draft taken back")),
    "second_pair.late": (gettext_noop("deadline of the second pair of eyes over"),) * 2,
    "delivery.recalled": (gettext_noop("reply recalled by {who}"), gettext_noop("reply recalled")),
    "delivery.hidden": (gettext_noop("our answer was hidden at the network"),) * 2,
    "delivery.bounced": (gettext_noop("our answer came back, it did not arrive"),) * 2,
    "delivery.gone": (gettext_noop("our answer was removed at the network"),) * 2,
    "delivery.shown": (gettext_noop("our answer is visible again"),) * 2,
    "delivery.left": (gettext_noop("left as it is by {who}"), gettext_noop("left as it is")),
    "delivery.found": (gettext_noop("our answer was found at the network"),) * 2,
    "talk.removed": (
        gettext_noop("removed from the public page by {who}"),
        gettext_noop("removed from the public page"),
    ),
    "talk.restored": (gettext_noop("public again, by {who}"), gettext_noop("public again")),
    "message.thanks": (
        gettext_noop("thanks passed on by {who}"),
        gettext_noop("thanks passed on to those whose part it was"),
    ),
    "talk.shown": (gettext_noop("made public by {who}"), gettext_noop("made public")),
}


def queue(name: str) -> str:
    """What a queue is called."""
    if name == "done":
        return pgettext("conversation", "Done")
    return _(_QUEUES.get(name, "")) if name in _QUEUES else ""


def order(name: str) -> str:
    return _(_ORDERS.get(name, _LONGEST))


def nothing(name: str) -> tuple[str, str]:
    """Headline and one sentence for an empty queue."""
    head, text = _EMPTY[name]
    return _(head), _(text)


def channel(name: str) -> str:
    return (
        _(_CHANNELS[name])
        if name in _CHANNELS
        else channels.can(name).title.partition(" ")[0] or name.capitalize()
    )


def event(verb: str, who: str, to: str) -> str:
    """An event in words, "" for one that is not shown in a thread."""
    if verb not in _EVENTS:
        return ""
    by_person, by_itself = _EVENTS[verb]
    return (_(by_person) if who else _(by_itself)).format(who=who, to=to or _("somebody"))


def duration(minutes: int) -> str:
    """How long, in words for a narrow place: "44 min", "2 h 14 min", "3 days". The one form of all pages."""
    patterns = duration_patterns()
    if minutes < 1:
        return patterns["now"]
    if minutes < 60:
        return patterns["min"].replace("%n", str(minutes))
    if minutes < 48 * 60:
        return patterns["hours"].replace("%h", str(minutes // 60)).replace("%m", f"{minutes % 60:02d}")
    return patterns["days"].replace("%n", str(minutes // (24 * 60)))


def duration_patterns() -> dict[str, str]:
    """The patterns of a duration; the script that lets waits tick on gets the same."""
    patterns = {
        "now": pgettext("duration", "< 1 min"),
        "min": pgettext("duration", "%n min"),
        "hours": pgettext("duration", "%h h %m min"),
        "days": pgettext("duration", "%n days"),
    }
    return {name: units.whole(pattern) for name, pattern in patterns.items()}


def closings() -> list[tuple[str, str]]:
    """Why nobody has to answer any more."""
    return [(code.value, closing(code)) for code in Closed]


def closing(code: str) -> str:
    return {
        Closed.NO_ANSWER: _("Needs no answer"),
        Closed.ELSEWHERE: _("Answered elsewhere"),
        Closed.DOUBLE: _("Asked twice"),
        Closed.SPAM: _("Advertising"),
        Closed.ABUSE: _("Abuse"),
    }.get(Closed(code), code)


def declined(why: Declined) -> str:
    """What was declined, and what to do now."""
    pattern = _DECLINED.get(why.code)
    if pattern is None:
        return _("That is not possible any more. Please look at the conversation again.")
    return _(pattern).format(**{"name": _("somebody"), **why.data})


_DECLINED = {
    "taken": gettext_noop("{name} has it already. You can still take it over."),
    "nobody": gettext_noop("Please choose who gets it."),
    "empty": gettext_noop("The note is empty. Please write something."),
    "too_long": gettext_noop(
        "That is too long: {used} characters, {limit} are possible. Nothing is lost; please shorten it."
    ),
    "done_already": gettext_noop("It is done already."),
    "open_already": gettext_noop("It is open already."),
    "second_pair_has_it": gettext_noop(
        "A second pair of eyes has the draft. It can be closed when that is decided."
    ),
    "changed": gettext_noop("Something new came in meanwhile. Please look at it first."),
    "not_allowed": gettext_noop("You can read here. Answering is for people at the desk."),
    "risk_stays": gettext_noop(
        "A threat or self-harm is taken away only by somebody who may look as a second pair of eyes, or by an owner."
    ),
}


def findings(found: Iterable[Found]) -> list[tuple[str, str]]:
    """What triage found, one pair per finding that says something: what, and because of which words. The gravest first, the language
    last; where intents are told, a question is one of them. Beside what surely threatens life only sure rules name words."""
    found = list(found)
    grave = any(f.label == "risk" and f.value in RINGS and _sure(f) for f in found)
    told = any(f.label == "intent" and f.value for f in found)
    said = []
    for f in sorted(found, key=lambda f: _FIRST.index(f.label) if f.label in _FIRST else len(_FIRST) - 2):
        quiet = (told and f.label == "question") or (f.label in _IF_SURE and f.probability < 0.8)
        if not (name := "" if quiet else _named(f)):
            continue
        codes = getattr(f, "codes", ())
        if "person" in codes:
            name = _("%(what)s, says a person") % {"what": name}
        elif not _sure(f):
            name = triage_words.perhaps(name)
        if "house" in codes:
            name = _("%(what)s, learned from corrections") % {"what": name}
        silent = grave and f.label != "risk" and (not _sure(f) or {"learned", "house"} & {*codes})
        because = "" if silent else ", ".join(map(quoted, f.words))
        said.append(
            (judging_words.like_one_of(name, f.words, codes), "") if TAUGHT in codes else (name, because)
        )
    return said


def _sure(f: Found) -> bool:
    return f.probability >= SURE and not getattr(f, "unsure", False)


_IF_SURE = ("factclaiming", "relevant", "sentiment")
_FIRST = (
    "risk", "intent", "question", "urgent", "topic", "toxic", "sentiment", "factclaiming", "relevant", "language",
)  # fmt: skip


def _named(found: Found) -> str:
    say = _NAMES.get(found.label)
    return say(found.value) if say else ""


def _reader() -> str:
    """The reader's own language: that a message is in it goes without saying."""
    return (get_language() or "en")[:2]


def quoted(word: str) -> str:
    """In the quotation marks of the reader's language."""
    return pgettext("quotation", "“%(word)s”") % {"word": word}


def language(code: str) -> str:
    """A language's name in the reader's language, the code where Django knows none."""
    return str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code.upper()


_NAMES: dict[str, Callable[[str], str]] = {
    "risk": triage_words.risk,
    "intent": triage_words.intent,
    "topic": triage_words.topic,
    "sentiment": triage_words.sentiment,
    "question": lambda value: _("Question") if value == "yes" else "",
    "urgent": lambda value: _("urgent") if value == "yes" else "",
    **{label: partial(judging_words.more, label) for label in ("toxic", "factclaiming", "relevant")},
    "language": lambda value: "" if value in {"", "und", _reader()} else language(value),
}
