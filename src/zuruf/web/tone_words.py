"""The tone check in words: what a hint is called, why it is one, and the way out."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.readability import Readability
from zuruf.core.tone_kinds import Finding, Kind
from zuruf.flow.tone import Looked

SHOWN = 8
"""Reasons that are listed; who mends these sees the next."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint for the page. `start`, `end` in UTF-16 units, as the browser counts; equal where something is missing.
    `put`: words that can take the place as they stand; `instead`: what else could be said."""

    key: str
    quote: str
    instead: tuple[str, ...]
    put: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """Hints of one kind with one reason, which is said once."""

    name: str
    why: str
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """The line and what opens below it. `waved`: hints that were waved aside in this draft."""

    line: str
    groups: tuple[Group, ...]
    more: int
    waved: int
    reading: str


def face(looked: Looked, waved: Collection[str] = ()) -> Face:
    """The hints on a text, without those whose key is in *waved*."""
    units = [0]
    for c in looked.text:
        units.append(units[-1] + (2 if ord(c) > 0xFFFF else 1))
    groups: dict[tuple[str, str], list[Hint]] = {}
    waved_aside = 0
    for f in looked.findings:
        hint = _hint(f, looked.text, units)
        if hint.key in waved:
            waved_aside += 1
        else:
            groups.setdefault((name(f.kind), why(f)), []).append(hint)
    shown = [Group(called, reason, tuple(hints)) for (called, reason), hints in groups.items()]
    more = max(0, len(shown) - SHOWN)
    return Face(_line(looked, len(shown)), tuple(shown[:SHOWN]), more, waved_aside, _reading(looked))


def _line(looked: Looked, n: int) -> str:
    if not looked.text.strip():
        return ""
    if not n:
        return _("Tone: clear")
    return ngettext("Tone: %(n)s hint", "Tone: %(n)s hints", n) % {"n": n}


def _reading(looked: Looked) -> str:
    r = looked.readability
    if r is None:
        return ""
    said = {"ease": ease(r), "grade": r.grade, "value": round(r.formula)}
    if looked.language == "de":
        return (
            _(
                "Readability: %(ease)s (Wiener Sachtextformel: school grade %(grade)s; Flesch after Amstad: %(value)s)"
            )
            % said
        )
    return _("Readability: %(ease)s (Flesch-Kincaid: school grade %(grade)s; Flesch: %(value)s)") % said


def ease(r: Readability) -> str:
    """How hard a text is, in a word: by the rating or by the grade that stands beside it, whichever is harder."""
    steps = (
        (1.7, 5, _("very easy")),
        (2.3, 7, _("easy")),
        (3.2, 10, _("as most newspapers write")),
        (4.0, 13, _("demanding")),
    )
    return next((word for level, grade, word in steps if r.level < level and r.grade <= grade), _("hard"))


def _hint(f: Finding, text: str, units: list[int]) -> Hint:
    quote = text[f.start : f.end]
    start, end = (units[min(i, len(units) - 1)] for i in (f.start, f.end))
    ready = tuple(w for w in f.instead if "…" not in w and "(" not in w)
    whole = f.kind in (Kind.ADDRESS, Kind.GENDER, Kind.GREETING)
    put = ready if whole else ()
    short = quote if len(quote) <= 90 else quote[:88].rstrip() + " …"
    return Hint(key(f, quote), short, tuple(f.instead), put, start, end)


def key(f: Finding, quote: str) -> str:
    """The same for the same words in the same draft, wherever they stand by now. Says nothing about the words."""
    seed = f"{f.kind}\n{f.why}\n{quote.casefold() or f.about.casefold()}"
    return hashlib.blake2s(seed.encode(), digest_size=6).hexdigest()


def name(kind: Kind) -> str:
    """What a kind of hint is called."""
    return {
        Kind.OFFICIALESE: _("Officialese"),
        Kind.PR: _("Advertising words"),
        Kind.NOMINAL: _("Nouns instead of verbs"),
        Kind.EMPTY_REGRET: _("Empty regret"),
        Kind.PASSIVE: _("Nobody does it"),
        Kind.BROCHURE: _("From the brochure"),
        Kind.UNANSWERED: _("Is it answered?"),
        Kind.GREETING: _("Greeting"),
        Kind.JOKE: _("Joke at a complaint"),
        Kind.ADDRESS: _("du or Sie"),
        Kind.GENDER: _("Gender form"),
        Kind.HARD: _("Hard to read"),
    }[kind]


def about(kind: Kind) -> str:
    """What a kind looks for, on the settings page."""
    return {
        Kind.OFFICIALESE: _("Words of letters from an authority, with a plain word for each."),
        Kind.PR: _("Praise of oneself where somebody asked something."),
        Kind.NOMINAL: _("“Carry out a check” where “check” would do; three such nouns in one sentence."),
        Kind.EMPTY_REGRET: _("Regret that does not say what went wrong: “We regret the inconvenience.”"),
        Kind.PASSIVE: _("“Your case is being examined”: by whom?"),
        Kind.BROCHURE: _(
            "Sentences that stand in your own print: house rules, posts, holding replies and what you paste below."
        ),
        Kind.UNANSWERED: _("A question was asked, and nothing in the answer looks like an answer to it."),
        Kind.GREETING: _("No greeting or name where this account usually has one, or the other way round."),
        Kind.JOKE: _("An emoji or a joke in the answer to a complaint."),
        Kind.ADDRESS: _("du and Sie mixed, or otherwise than this account or this thread has it."),
        Kind.GENDER: _("Gender forms mixed, or otherwise than this account has it."),
        Kind.HARD: _("The answer is harder to read than a newspaper."),
    }[kind]


def why(f: Finding) -> str:
    """Why this is a hint, and what to do."""
    said = {"words": f.about}
    if f.kind is Kind.UNANSWERED:
        return _asked(f.why) % said
    if f.kind is Kind.ADDRESS:
        return _address(f.why)
    if f.kind is Kind.GENDER:
        return _gender(f.why)
    reasons = {
        (Kind.OFFICIALESE, "phrase"): _("Nobody talks like that. Say it as you would on the telephone."),
        (Kind.PR, "phrase"): _("Praise of oneself answers nothing. Say what you do now, or leave it out."),
        (Kind.EMPTY_REGRET, "phrase"): _(
            "It does not say what went wrong. Name it, then say what you do: “It took three weeks. That was too long.”"
        ),
        (Kind.NOMINAL, "phrase"): _("A verb is shorter and says who does it."),
        (Kind.NOMINAL, "many"): _(
            "Many nouns made of verbs (%(words)s). Make verbs of them, and two sentences of one."
        ),
        (Kind.PASSIVE, "nobody"): _("Who does it? Name a person or say “we”."),
        (Kind.BROCHURE, "printed"): _(
            "So it stands in your own print: “%(words)s”. Say it to this person in your own words."
        ),
        (Kind.GREETING, "no_greeting"): _("This account usually greets."),
        (Kind.GREETING, "no_name"): _("This account usually greets by name: %(words)s."),
        (Kind.GREETING, "unusual"): _("This account usually does without a greeting."),
        (Kind.JOKE, "emoji"): _("They complain. A picture can read as a grin; leave it out."),
        (Kind.JOKE, "joke"): _("They complain. A joke can read as if you did not care; leave it out."),
        (Kind.HARD, "long_sentence"): _("%(words)s words in one sentence. Make two or three of it."),
        (Kind.HARD, "long_words"): _("Long words, such as “%(words)s”. Take shorter ones, or explain it."),
    }
    return reasons[f.kind, f.why] % said


def _asked(sort: str) -> str:
    return {
        "when": _("They asked: “%(words)s” A day, a date or “not known yet, we say so by …” is missing."),
        "amount": _("They asked: “%(words)s” A number or an amount is missing."),
        "where": _("They asked: “%(words)s” A place or an address is missing."),
        "who": _("They asked: “%(words)s” It is not said who."),
        "why": _("They asked: “%(words)s” The reason is missing."),
        "how": _("They asked: “%(words)s” It is not said how."),
        "what": _("They asked: “%(words)s” Nothing in the answer speaks of it."),
        "yes_no": _("They asked: “%(words)s” Say yes or no first."),
    }[sort]


def _address(code: str) -> str:
    return {
        "account_sie": _("This account says Sie."),
        "account_du": _("This account says du."),
        "asker_sie": _("They say Sie, or leave it open: answer with Sie."),
        "asker_du": _("They say du: answer likewise."),
        "thread_sie": _("In this thread you said Sie. Stay with it."),
        "thread_du": _("In this thread you said du. Stay with it."),
        "mixed_sie": _("du and Sie in one answer. You began with Sie."),
        "mixed_du": _("du and Sie in one answer. You began with du."),
    }[code]


def _gender(code: str) -> str:
    whose, _sep, form = code.partition("_")
    said = {"form": gender(form)}
    return {
        "account": _("This account writes: %(form)s."),
        "thread": _("In this thread you wrote: %(form)s. Stay with it."),
        "mixed": _("Two gender forms in one answer. You began with: %(form)s."),
    }[whose] % said


def gender(form: str) -> str:
    """A gender form by its example."""
    return {
        "": _("not looked at (but never two in one answer)"),
        "colon": "Kund:innen",
        "star": "Kund*innen",
        "gap": "Kund_innen",
        "binnen_i": "KundInnen",
        "slash": "Kund/-innen",
        "pair": "Kundinnen und Kunden",
        "plain": _("none of these"),
    }[form]
