"""A guideline in plain words: when it speaks, what follows, and what is wrong with its text."""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from zuruf.core.guideline import Guideline, Then, Verdict, When, in_language
from zuruf.core.guideline_examples import Tried
from zuruf.core.guideline_file import Problem
from zuruf.core.phrases import Phrases
from zuruf.core.reply import Late
from zuruf.flow import judging
from zuruf.flow.errors import Declined
from zuruf.web import words
from zuruf.web.quotes import quoted


def verdict(name: str) -> str:
    """What a verdict does, in two or three words."""
    return {
        "go": _("goes out"),
        "look": _("goes out, is looked at"),
        "ask": _("second pair of eyes"),
        "stop": _("may not go out"),
    }.get(name, name)


def kind(name: str) -> str:
    """Something that may be found in a text."""
    return {
        "iban": _("IBAN"),
        "bic": _("BIC"),
        "card": _("card number"),
        "phone": _("telephone number"),
        "email": _("e-mail address"),
        "address": _("street address"),
        "order": _("order number"),
        "invoice": _("invoice number"),
        "customer": _("customer number"),
        "money": _("amount of money"),
        "percent": _("percentage"),
        "date": _("date"),
        "promise": _("deadline (“by Friday”)"),
        "person": _("name of somebody else"),
        "commitment": _("commitment (“we guarantee”)"),
        "legal": _("legal statement"),
        "competitor": _("competitor"),
        "link": _("link"),
    }.get(name, name)


def role(name: str) -> str:
    """Who writes."""
    return {"owner": _("Owner"), "desk": _("Desk"), "partner": _("Partner")}.get(name, name)


def about(name: str) -> str:
    """What a delicate guideline is about."""
    return {
        "legal": _("law"),
        "health": _("health"),
        "press": _("the press"),
        "personal_data": _("personal data"),
    }.get(name, name)


def when(w: When) -> list[str]:
    """Every stated test as a line. All of them have to hold."""
    return [line for line in _about_draft(w) if line] + [line for line in _about_asker(w) if line]


def _about_draft(w: When) -> Iterator[str]:
    if w.channel:
        names = ", ".join(words.channel(c) for c in w.channel)
        yield _("the answer goes to %(channels)s") % {"channels": names}
    if w.public is not None:
        yield _("the answer is public") if w.public else _("the answer is private")
    if w.language:
        yield _("the conversation is in %(languages)s") % {"languages": ", ".join(map(_language, w.language))}
    if w.contains:
        yield _("it contains: %(kinds)s") % {"kinds": ", ".join(map(kind, w.contains))}
    if w.except_for:
        yield _("except for %(texts)s") % {"texts": quoted(w.except_for)}
    if w.words:
        yield _("it says %(words)s") % {"words": _said(w.words)}
    if w.links_outside is not None:
        hosts = ", ".join(w.links_outside)
        yield _("it links anywhere but %(hosts)s") % {"hosts": hosts} if hosts else _("it contains a link")
    if w.longer_than is not None:
        yield _("it is longer than %(n)s characters") % {"n": w.longer_than}
    if w.shorter_than is not None:
        yield _("it is shorter than %(n)s characters") % {"n": w.shorter_than}
    if w.attachments_without_alt is not None:
        yield (
            _("it has a picture that nobody described")
            if w.attachments_without_alt
            else _("every picture in it is described")
        )
    yield from _around(w)


def _around(w: When) -> Iterator[str]:
    if w.crisis is not None:
        yield _("it belongs to an open incident") if w.crisis else _("it belongs to no open incident")
    if w.hours is not None:
        yield _("it is between %(hours)s") % {"hours": _hours(w.hours)}
    if w.outside_hours is not None:
        yield _("it is not between %(hours)s") % {"hours": _hours(w.outside_hours)}
    if w.author_role:
        yield _("it is written by: %(roles)s") % {"roles": ", ".join(map(role, w.author_role))}


def _hours(ends: tuple[int, int]) -> str:
    return _("%(first)s and %(last)s") % {
        name: f"{m // 60:02d}:{m % 60:02d}" for name, m in zip(("first", "last"), ends, strict=True)
    }


def _about_asker(w: When) -> Iterator[str]:
    if w.asked_words:
        yield _("they wrote %(words)s") % {"words": _said(w.asked_words)}
    if w.asked_urgent is not None:
        yield _("their message is urgent") if w.asked_urgent else _("their message is not urgent")
    if w.asked_question is not None:
        yield _("they asked a question") if w.asked_question else _("they asked no question")
    for label, said in (
        (w.topic, _("it is about %(what)s")),
        (w.intent, _("they want: %(what)s")),
        (w.sentiment, _("their mood is: %(what)s")),
        (w.risk, _("the risk is: %(what)s")),
    ):
        if label:
            yield said % {"what": ", ".join(label)}


def then(t: Then, language: str) -> list[str]:
    """What follows, in sentences."""
    if t.verdict is Verdict.STOP:
        return [_("The answer may not go out.")]
    if t.verdict is Verdict.LOOK:
        return [_("The answer goes out at once and is looked at afterwards.")]
    said = [_("A second pair of eyes looks at it, for %(n)s minutes at most.") % {"n": t.minutes}]
    if t.real_minutes:
        said.append(_("The minutes run round the clock, and its holding reply may go out at once."))
    if t.asks:
        said.append(_("During an incident its lead is asked."))
    if t.late is Late.RELEASE:
        return [*said, _("If nobody answers in time, it goes out as it is.")]
    if t.holding:
        own = in_language(t.holding, language)
        return [*said, _("If nobody answers in time, this goes out: “%(text)s”") % {"text": own}]
    return [*said, _("If nobody answers in time, the organisation's holding reply goes out.")]


def problems(found: Sequence[Problem]) -> list[tuple[int, str]]:
    """(line, what is wrong and what to do) for each problem."""
    return [(p.line, _problem(p)) for p in found]


def _notation(error: str) -> str:
    """What the reader of TOML (tomllib, English) says, in words."""
    said = {
        "Unterminated string": _("The text that begins here has no closing quotation mark."),
        "Illegal character": _("A text in quotation marks ends on its own line. For several lines, use three quotation marks."),
        "Unescaped '\\'": _("A backslash in a text is written twice: \\\\."),
        "Expected '=' after": _("After the key comes an equals sign and what it is: key = \"text\"."),
        "Expected ']": _("A heading such as [when] needs its closing bracket."),
        "Invalid value": _("After the equals sign comes a text in quotation marks, a number, true or false, or a list in brackets."),
        "Unclosed array": _("This list has no closing bracket, or a comma is missing in it."),
        "Expected newline": _("After what the key is, nothing else may follow on the line. Perhaps a quotation mark or a comma is missing."),
        "Cannot overwrite": _("This key is there twice. Leave one of them out."),
        "Cannot declare": _("This heading is there twice. Put both parts together."),
    }  # fmt: skip
    found = next((words for begins, words in said.items() if error.startswith(begins)), "")
    found = found or _("Often a quotation mark or a bracket is missing.")
    column = re.search(r"column (\d+)", error)
    if column:
        return (
            _("The notation is not right at character %(column)s of this line.") % {"column": column[1]}
            + " "
            + found
        )
    return _("The notation is not right up to the end of the text.") + " " + found


def _problem(p: Problem) -> str:
    if p.code == "toml":
        return _notation(p.data.get("error", ""))
    said = {
        "unknown": _("There is no key “%(key)s”."),
        "missing": _("“%(key)s” is missing. Add it."),
        "type": _("“%(key)s” is written like this: %(wanted)s"),
        "value": _("“%(key)s” cannot be “%(got)s”. It can be: %(allowed)s."),
        "number": _("“%(key)s” is a whole number, at least %(least)s."),
        "number_most": _("“%(key)s” is a whole number, at most %(most)s."),
        "slug": _("The id is made of small letters, digits and hyphens: “no-bank-details”."),
        "no_test": _("Under [when] nothing is tested, so it would hit every answer. Add a test such as words = [\"…\"]."),
        "hit_never": _("“{hit}” stands in the sentence, but nothing under [when] finds words in the answer. Leave it out."),
        "only_ask": _("“%(key)s” only goes with verdict = \"ask\". Leave it out."),
        "no_word": _("“%(got)s” is no word."),
        "hours": _("“%(key)s” cannot be “%(got)s”. Write hours like 08:00-18:00."),
        "release_delicate": _("It is about %(about)s: such a draft never goes out just because nobody looked at it in time. Take late = \"holding\"."),
        "except_what": _("“except_for” leaves something out of “contains”. Add “contains” too."),
    }.get(p.code, p.code)  # fmt: skip
    near = p.data.get("near")
    if p.code == "release_delicate":
        names = (about(name) for name in p.data.get("about", "").split(", "))
        return said % {"about": ", ".join(names)}
    more = " " + _("Do you mean “%(near)s”?") % {"near": near} if near else ""
    if p.code == "unknown" and not near:
        more = " " + _("There are: %(allowed)s.") % {"allowed": p.data.get("allowed", "")}
    return (said % {**p.data, "key": p.key} if "%(" in said else said) + more


def refusal(declined: Declined) -> str:
    """Why a guideline was not saved, and what to do. The text stays in the field."""
    said = {
        "unreadable": _("Not saved: the text has mistakes. They are listed below with their lines."),
        "reason": _("Not saved: say in a sentence why you change it."),
        "id_changed": _("Not saved: the id stays “%(slug)s”. Make a new guideline for another one."),
        "id_taken": _("Not saved: there is a guideline “%(slug)s” already. Choose another id."),
        "newer": _("Not saved: somebody saved version %(version)s meanwhile. Look at it first; your text is kept here."),
        "unknown": _("There is no such guideline."),
        "holding": _("Not saved: its own holding reply would not pass the guideline “%(guideline)s”. Word it otherwise."),
        "no_change": _("This changes nothing: it is exactly what holds now."),
        "not_allowed": _("Only an owner may do this. Nothing was changed."),
        "over": _("It was over already."),
        "share": _("Choose a share between 1 and 100 percent."),
        "mask": _("“%(mask)s” is no pattern for a customer number. It needs at least three signs, one of them # or @."),
    }.get(declined.code)  # fmt: skip
    if declined.code == "examples":
        return lacking(str(declined.data["why"]))
    return said % declined.data if said else _("That was not done. Nothing was changed.")


def lacking(why: str) -> str:
    """Why the examples do not do."""
    return {
        "wrong": _("Not yet: an example comes out otherwise than it says."),
        "no_hit": _("Not yet: add an example that the guideline hits."),
        "no_miss": _('Not yet: add an example that it leaves alone (verdict = "go").'),
        "": "",
    }[why]


def title(g: Guideline, language: str) -> str:
    return in_language(g.title, language)


def _said(phrases: Phrases) -> str:
    texts = tuple(dict.fromkeys(p.text.replace("*", "…") for p in phrases.all))
    shown = quoted(texts[:12])
    return (
        shown if len(texts) <= 12 else _("%(words)s and %(n)s more") % {"words": shown, "n": len(texts) - 12}
    )


def _language(code: str) -> str:
    return {"de": _("German"), "en": _("English")}.get(code, code)


def tried(results: Sequence[Tried]) -> list[tuple[Tried, str, str, tuple[str, ...], bool]]:
    """(example, the verdict it says, the verdict it got, the words that were hit, whether it is to be veiled as abusive)."""
    abusive = judging.abusive([f"{t.example.asked}\n{t.example.text}" for t in results])
    return [
        (
            t,
            verdict(t.example.verdict),
            verdict(t.judgement.verdict),
            t.judgement.hits[0].words + t.judgement.hits[0].asked if t.judgement.hits else (),
            veiled,
        )
        for t, veiled in zip(results, abusive, strict=True)
    ]
