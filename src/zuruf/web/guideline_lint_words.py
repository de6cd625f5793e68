"""What the linter found, in words: what is wrong and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zuruf.core.guideline_lint import Smell


@dataclass(frozen=True, slots=True)
class Said:
    """One finding in words. `other`: the other guideline's id, "" when there is none."""

    text: str
    other: str = ""


def said(smells: Sequence[Smell]) -> tuple[Said, ...]:
    return tuple(Said(_words(s), s.other) for s in smells)


def _words(s: Smell) -> str:
    pattern = {
        ("never", "length"): _("It can never hit: no text is longer and shorter than that."),
        ("never", "channel"): _("It never hits here: there is no channel %(what)s."),
        ("never", "hours"): _("It can never hit: no hour is inside and outside at once."),
        ("never", "no_competitors"): _("It never hits until you name your competitors in the settings of the guidelines."),
        ("never", "not_found"): _("It never hits so far: triage has found no %(what)s in the newest messages."),
        ("covered", "same"): _("It says the same as “%(other)s”. One of them is enough."),
        ("covered", "wider"): _("It never decides anything: “%(other)s” hits whenever it does and is at least as strict."),
        ("contradicts", "holding"): _("Its holding reply would not pass “%(other)s”. Word one of them otherwise."),
        ("contradicts", "example"): _("It calls “%(text)s” fine, but “%(other)s” stops that."),
        ("contradicts", "nothing_left"): _("Together with “%(other)s” it stops every answer."),
        ("keeps_back", "ask"): _("It would have asked about %(share)s %% of last month's answers (%(hits)s of %(answers)s); your line is %(line)s %%."),
        ("keeps_back", "stop"): _("It would have stopped %(share)s %% of last month's answers (%(hits)s of %(answers)s); your line is %(line)s %%."),
    }[(s.code, s.why)]  # fmt: skip
    data = {**s.data, "other": s.other}
    if s.why == "not_found":
        data["what"] = label(s.data["what"])
    return pattern % data


def label(name: str) -> str:
    """A finding of triage."""
    return {
        "topic": _("Topic"),
        "intent": _("Intent"),
        "sentiment": _("Sentiment"),
        "risk": _("Risk"),
    }.get(name, name)
