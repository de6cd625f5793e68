"""Searching in words: what cannot be understood, how much was found, and examples to learn from."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.search import SHORTEST_PREFIX, Is, Problem
from zuruf.flow.errors import Declined
from zuruf.flow.search import Found
from zuruf.web import words


def problem(p: Problem) -> str:
    """Why nothing was looked for, and what to do."""
    about = {"about": p.about, "known": ", ".join(_known(p)), "n": SHORTEST_PREFIX}
    return {
        "empty": _("There is no word in this. Please type at least one."),
        "only_without": _("This only says what should not be there. Please add a word that should."),
        "too_many": _("That is a whole text. Please look for a few words of it, or for a phrase in quotes."),
        "no_value": _("“%(about)s” needs something behind it, without a space."),
        "no_date": _(
            "“%(about)s” has no day in it. Possible are 2026-03-01, 1.3.2026, 2026-03, today and 7d."
        ),
        "no_is": _("“%(about)s” is not known. Possible behind “is:” are %(known)s."),
        "prefix": _("“%(about)s” is too short: please give at least %(n)s letters before the star."),
        "no_account": _("No account is called “%(about)s”. There are: %(known)s."),
        "no_channel": _("There is no channel “%(about)s”. There are: %(known)s."),
        "no_topic": _("No topic is called “%(about)s”. There are: %(known)s."),
    }[p.code] % about


def _known(p: Problem) -> tuple[str, ...]:
    return p.known[:12] or ("–",)


def told(found: Found) -> str:
    """How much was found, as it is read aloud; counted as far as the page goes."""
    if found.query.nothing or found.problems:
        return ""
    if not found.threads:
        return _("Nothing among what was looked at") if found.after else _("Nothing found")
    n = len(found.threads)
    if found.after:
        return ngettext("more than %(n)s conversation", "more than %(n)s conversations", n) % {"n": n}
    hits = ngettext("%(n)s hit", "%(n)s hits", found.hits) % {"n": found.hits}
    within = ngettext("in %(n)s conversation", "in %(n)s conversations", n) % {"n": n}
    return f"{hits} {within}"


def declined(why: Declined) -> str:
    return {
        "no_name": _("Please give the search a name."),
        "no_query": _("Please look for something first; then it can be kept."),
        "too_many": _("You keep many searches already. Please delete one first."),
        "not_allowed": _("Searches for the whole house are kept by those who answer."),
    }.get(why.code) or words.declined(why)


def states() -> list[tuple[str, str]]:
    """What can be chosen behind is:, by value."""
    return [
        (Is.OPEN, _("waiting for us")),
        (Is.WAITING, _("waiting for them")),
        (Is.DONE, _("done")),
        (Is.MINE, _("with me")),
        (Is.UNOWNED, _("with nobody")),
        (Is.URGENT, _("urgent")),
        (Is.US, _("said by us")),
        (Is.THEM, _("said by others")),
        (Is.PRIVATE, _("private")),
        (Is.NOTE, _("internal notes")),
        (Is.POST, _("posts that wait to go out")),
    ]


def examples() -> list[tuple[str, str]]:
    """Queries to learn from: what is typed, what it does."""
    return [
        (_("spare part delivery"), _("both words, in any form; “delivery” in compounds too")),
        (_('"no answer"'), _("these words one after the other")),
        (_("repair -bicycle"), _("without a word")),
        (_("guarant*"), _("everything that begins like this")),
        (_("from:anna"), _("by whom; from:us is what we said")),
        (_("topic:delivery is:open"), _("by topic, and what still waits")),
        (_("account:name after:2026-03-01 before:7d"), _("by account and time; 7d is a week ago")),
    ]
