"""Listening in words: what is wrong with a query, why a search is refused and what would be allowed, how it does."""

import re
from collections.abc import Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zuruf.core.listening_fair import (
    FEW,
    LEAST_REASON,
    LONGEST_ALLOWED,
    MOST_DAYS,
    USUAL_DAYS,
    Concerns,
    Kind,
    Purpose,
    precision,
)
from zuruf.core.listening_parse import Problem, Wrong
from zuruf.core.search_match import Piece, snippet
from zuruf.core.telling import telling
from zuruf.flow.errors import Declined
from zuruf.web import listening_reach_words, words
from zuruf.web.quotes import quoted

SHOWN = 600  # characters of a hit
_NOT_SOUGHT = re.compile(r"(?<!\S)-\S+|\b\w+:\S+|\b(?:OR|ODER|NEAR/\d+|NAHE/\d+)\b")
_WORD = re.compile(r"\w+")


def purpose(code: str) -> str:
    return dict(purposes()).get(code, code)


def purposes() -> list[tuple[str, str]]:
    """What a search may be for, to choose from."""
    return [
        (Purpose.ANSWER, _("Help those who talk about us without writing to us")),
        (Purpose.FAULT, _("Hear early of a fault or a danger")),
        (Purpose.INCIDENT, _("Follow an incident while it lasts")),
        (Purpose.CAMPAIGN, _("Hear what became of something we said")),
        (Purpose.MARKET, _("Know what is said about what we do")),
    ]


def kinds() -> list[tuple[str, str]]:
    """Why an author may stand in a list."""
    return [
        (Kind.ORGANISATION, _("an organisation")),
        (Kind.PRESS, _("press")),
        (Kind.OFFICE, _("a public office")),
    ]


def problem(p: Problem) -> str:
    """What is wrong with a query, and what to do."""
    return _problems()[p.code] % {"about": p.about, "limit": p.limit}


def _problems() -> dict[Wrong, str]:
    return {
        Wrong.EMPTY: _("Please say what to look for."),
        Wrong.TOO_LONG: _("That is longer than %(limit)s characters. Make two searches of it."),
        Wrong.TOO_MANY: _("That is more than %(limit)s words, phrases or authors. Make two searches of it."),
        Wrong.TOO_DEEP: _(
            "More than %(limit)s brackets inside of each other nobody reads. Make two searches of it."
        ),
        Wrong.OPEN_QUOTE: _("A quotation mark is open at “%(about)s”. Please close it."),
        Wrong.OPEN_BRACKET: _("A bracket is open at “%(about)s”. Please close it."),
        Wrong.CLOSE_BRACKET: _("A bracket is closed that was not opened."),
        Wrong.EMPTY_BRACKETS: _("There is nothing between the brackets or quotation marks."),
        Wrong.NO_WORD: _("“%(about)s” has neither letter nor digit."),
        Wrong.MIXED: _(
            "At “%(about)s” it is not clear what belongs together. Put brackets around the words with OR."
        ),
        Wrong.NOTHING_BESIDE: _("“%(about)s” needs a word beside it."),
        Wrong.NEAR_CHAIN: _("NEAR takes two words. Write the second pair for itself."),
        Wrong.NEAR_WHAT: _(
            "Beside NEAR may stand words, phrases and hashtags, or some of them in brackets with OR."
        ),
        Wrong.NEAR_FAR: _("“%(about)s”: between 1 and 20 words are possible."),
        Wrong.SHORT_PREFIX: _(
            "“%(about)s” is too short: please give at least %(limit)s letters before the star."
        ),
        Wrong.NO_LANGUAGE: _("“%(about)s” is no language. Write it as in lang:de."),
        Wrong.NO_AUTHOR: _("“%(about)s” is no author. Write the whole handle, as in from:@town.example."),
        Wrong.TWICE_NOT: _("“%(about)s” is excluded from what is excluded. Leave one minus away."),
        Wrong.NO_NEEDLE: _(
            "Each alternative needs a word of at least %(limit)s letters that is not excluded; otherwise it would hear everything."
        ),
    }


def refused(found: Concerns, *, runs: bool) -> list[str]:
    """Why a search is not made, and what would be allowed."""
    said = []
    if found.staff:
        said.append(
            _(
                "%(words)s names somebody who works here. Colleagues are not listened for, whatever they write."
            )
            % {"words": _quoted(found.staff)}
        )
        said.append(
            _(
                "Allowed is: what is said about your house, your products and your service, without names of people."
            )
        )
    if found.private:
        said.append(
            ngettext(
                "%(words)s may be a private person. Private persons are not followed.",
                "%(words)s may be private persons. Private persons are not followed.",
                len(found.private),
            )
            % {"words": _quoted(found.private)}
        )
        said.append(
            _(
                "Allowed are organisations, press and public offices: say below for each author which it is and how you know."
            )
        )
    said.append(
        _("As an owner you can allow it below, for a reason and until a day.")
        if runs
        else _("An owner can allow it, for a reason and until a day.")
    )
    return said


def _quoted(said: Sequence[str]) -> str:
    return quoted(said)


def declined(why: Declined) -> str:
    """Why something was not done, and what to do now."""
    network = listening_reach_words.name(str(why.data.get("network", "")))
    return {
        "no_name": _("Please give the search a name."),
        "no_purpose": _("Please choose what it is for."),
        "purpose_why": _("Please say in a sentence what you will do with it, in at least %(n)s characters.")
        % {"n": LEAST_REASON},
        "no_owner": _("Choose somebody who answers here."),
        "days": _("Choose between 1 and %(n)s days.") % {"n": MOST_DAYS},
        "days_owner": _("More than %(n)s days are for owners to decide.") % {"n": USUAL_DAYS},
        "days_why": _("Say why more than %(n)s days, in at least %(least)s characters.")
        % {"n": USUAL_DAYS, "least": LEAST_REASON},
        "allow_why": _("Say why the exception is needed, in at least %(n)s characters.")
        % {"n": LEAST_REASON},
        "allow_until": _("Choose a last day for the exception, at most %(n)s days from now.")
        % {"n": LONGEST_ALLOWED.days},
        "too_many": _("There are many searches already. Please delete one first."),
        "too_many_names": _("That is more than %(n)s names.") % {"n": why.data.get("most", "")},
        "not_allowed": _("Listening searches are changed by whoever answers for them, and by owners."),
        "undo_over": _("It is too late to undo that, or somebody has done something else meanwhile."),
        "changed": _("Somebody has changed it meanwhile. Please look at it again."),
        "gone": _("This is not there any more."),
        "exception_over": _(
            "The exception is over. An owner can allow it again; change the search for that."
        ),
        "settled": _("Somebody has settled this one already."),
        "no_account": _(
            "No account of yours on %(network)s can answer. Connect one, or answer there by hand."
        )
        % {"network": network},
        "cannot_answer": _("What was heard on %(network)s cannot be answered from here.")
        % {"network": network},
        "gone_there": _("It was deleted there meanwhile, so it is gone here, too."),
        "unseen": _("%(network)s does not answer just now. Nothing was changed; try again in a moment.")
        % {"network": network},
    }.get(why.code) or words.declined(why)


def worth(right: int, wrong: int) -> str:
    """How many of the hits that somebody looked at were worth it; "" where nobody has."""
    share, n = precision(right, wrong), right + wrong
    if share is None:
        return ""
    said = _("%(right)s of %(n)s looked at were relevant") % {"right": right, "n": n}
    return said + (" " + _("(few so far)") if n < FEW else f" ({share} %)")


def vanishes(days: int) -> str:
    if not days:
        return _("gone today")
    return ngettext("gone in %(n)s day", "gone in %(n)s days", days) % {"n": days}


def paused(why: str) -> str:
    """Why a search is silent, and what makes it listen again."""
    return {
        "staff": _(
            "Paused by Zuruf: by now it names somebody who works here. Change it, or let an owner allow it."
        ),
        "exception": _(
            "Paused by Zuruf: the exception that an owner had made is over. Change it, or let an owner allow it again."
        ),
        "many": _("Paused by Zuruf: it heard more in a day than anybody can read. Make it narrower."),
    }.get(why, _("Paused: it hears nothing until somebody lets it listen again."))


def allowed(until: date, why: str) -> str:
    day = formats.date_format(until, "SHORT_DATE_FORMAT")
    return _("An owner made an exception until %(day)s: %(why)s") % {"day": day, "why": why}


def marked(text: str, places: Sequence[tuple[int, int]]) -> list[Piece]:
    """A text with what was looked for marked; a long one around its first mark."""
    return list(snippet(text, places, SHOWN))


def everyday(query: str) -> bool:
    """Does a search look for nothing but words that stand in every sentence?"""
    sought = _NOT_SOUGHT.sub(" ", query)
    return bool(sought.strip()) and not telling(_WORD.findall(sought))


def saved(*, flows: bool) -> str:
    """After saving a search: does it listen?"""
    if flows:
        return _("Saved. It listens from now on.")
    return _("Saved. It listens as soon as a stream is followed.")


def settled(state: str) -> str:
    """What became of a hit that is dealt with; "" where it is open."""
    return {
        "no": _("Not relevant."),
        "answered": _("It is a conversation now."),
    }.get(state, "")


def shows() -> list[tuple[str, str]]:
    """Which hits a page can show."""
    return [
        ("", _("New and kept")),
        ("kept", pgettext("hit", "Kept")),
        ("answered", _("Conversations")),
        ("no", _("Not relevant")),
    ]


def sorts() -> list[tuple[str, str]]:
    return [("", _("newest first")), ("deserves", _("what deserves an answer first"))]


def nothing(show: str, *, paused: bool, silent: bool) -> tuple[str, str]:
    """What stands where no hit is: what it means and what to do."""
    if show:
        return _("Nothing here"), _("What you decide about a hit puts it here.")
    if paused:
        return _("Nothing is heard"), _("The search is paused. “Listen again” lets it go on.")
    if silent:
        return _("Nothing is heard"), _("No stream runs; what is wrong with it stands above.")
    return (
        _("Nothing heard yet"),
        _(
            "It hears what is written from now on. Where nothing comes for a week, look whether people say it in another word."
        ),
    )


def examples() -> list[tuple[str, str]]:
    """Queries to learn from: what is typed, what it does."""
    return [
        (_("radwerk lindenau"), _("both words, in any form; “lindenau” in compounds too")),
        (_('"radwerk lindenau" OR radwerck'), _("this phrase, or a usual misspelling")),
        (_("battery NEAR/5 (burns OR smokes)"), _("near each other, at most four words between")),
        (
            _("radwerk -job -from:@radwerk.example"),
            _("without a word, and without what you write yourselves"),
        ),
        (_("#radwerk lang:de"), _("a hashtag, in one language")),
        (_("guarant*"), _("everything that begins like this")),
    ]
