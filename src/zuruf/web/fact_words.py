"""Asking for a fact, in words: what was declined, and for how long one can ask."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.fact_ask import MINUTES
from zuruf.core.fact_reply import Outcome
from zuruf.flow.errors import Declined
from zuruf.web import words


def declined(why: Declined) -> str:
    """One sentence for people."""
    said = {
        "nobody": _("Choose somebody, or give an e-mail address."),
        "email": _("This is no e-mail address."),
        "ask_self": _("You cannot ask yourself."),
        "ask_many": _("Enough questions are open about this conversation. Take one back first."),
        "empty": _("Please write something."),
        "too_long": _("That is too long: %(used)s characters, %(limit)s fit."),
        "not_yours": _("This question was put to somebody else."),
        "fact_over": _("This question is over, or its answer has been used already."),
        "too_fast": _("That was very fast, or very often. Please wait a moment."),
        "not_allowed": _("Only who answers here may ask."),
    }.get(why.code)
    return said % {k: str(v) for k, v in why.data.items()} if said else words.declined(why)


def mailed(outcome: Outcome) -> str:
    """What a mail is that came to a question and is not its answer."""
    return {
        Outcome.ANSWER: _("Answered by e-mail"),
        Outcome.OTHER: _("Somebody else answered, who was not asked"),
        Outcome.MACHINE: _("Only an automatic reply came. The question's time goes on"),
        Outcome.BOUNCED: _("The mail with the question did not arrive"),
        Outcome.AFTER: _("A mail came when the question took no answer any more"),
        Outcome.EMPTY: _("A mail came without words of its own"),
    }[outcome]


def by_yourself() -> str:
    """Of a question to somebody outside, where no mail goes out from here."""
    return _(
        "No mail server is set up, so no mail goes out: the conversation will show a link, to hand over yourself."
    )


def lasts() -> list[tuple[int, str]]:
    """(minutes of being open, in words) to choose from."""
    return [(n, _minutes(n)) for n in MINUTES]


def _minutes(n: int) -> str:
    if n < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n}
    return ngettext("%(n)s working hour", "%(n)s working hours", n // 60) % {"n": n // 60}
