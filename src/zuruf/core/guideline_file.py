"""Reading a guideline's TOML. Language is not parsed here: a function that cuts a text into stemmed words is handed in."""

import re
import tomllib

from zuruf.core.guideline import DELICATE, Example, Guideline, Then, Verdict, When
from zuruf.core.guideline_facts import KINDS
from zuruf.core.guideline_reading import Problem, Reading, Unreadable, line_of
from zuruf.core.phrases import LANGUAGES, Cut, Word
from zuruf.core.reply import OF_GUIDELINES, Late

__all__ = ["KEYS", "KINDS", "ROLES", "Cut", "Problem", "Unreadable", "line_of", "read", "uncut"]

ROLES = ("owner", "desk", "partner")
"""The roles of those who write answers, as `author_role` names them."""

MOST_MINUTES = 60 * 24 * 365
"""Of a second pair of eyes: much more is beyond what a calendar can count."""

KEYS: dict[str, tuple[str, ...]] = {
    "": ("id", "title", "why", "source", "owner", "about", "language", "when", "then", "example"),
    "when": tuple(When.__dataclass_fields__),
    "then": tuple(Then.__dataclass_fields__),
    "example": tuple(Example.__dataclass_fields__),
}


def read(text: str, cut: Cut, *, version: int = 1) -> Guideline:
    """The guideline that *text* (TOML) describes. Raises Unreadable with every problem found."""
    return _Reader(text, parsed(text), cut, KEYS).guideline(version)


def parsed(text: str) -> dict[str, object]:
    """The tables and values of *text*. Raises Unreadable when it is no TOML, or none that anybody wrote: a number of thousands of
    digits, lists in lists in lists."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise Unreadable([Problem("toml", line, data={"error": str(error)})]) from None


class _Reader(Reading):
    def guideline(self, version: int) -> Guideline:
        self.known("", self.data)
        self.language = self.one_of(self.data, "", "language", LANGUAGES) or "de"
        slug = self.string(self.data, "", "id", needed=True)
        if slug and (not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 64):
            self.wrong("slug", "", "id")
        title = self.texts(self.data, "", "title", needed=True)
        why = self.texts(self.data, "", "why", needed=True)
        when, then = self._when(), self._then()
        if then and any("{hit}" in s for s in then.say.values()) and not _marks(when):
            self.wrong("hit_never", "then", "say")
        made = Guideline(
            slug, title, why, when, then or Then(Verdict.LOOK, {}), self._examples(), version,
            self.string(self.data, "", "source"), self.string(self.data, "", "owner"),
            self.strings(self.data, "", "about", DELICATE),
        )  # fmt: skip
        if then and then.late is Late.RELEASE and made.delicate:
            self.wrong("release_delicate", "then", "late", about=", ".join(sorted(made.delicate)))
        if self.problems:
            raise Unreadable(self.problems)
        return made

    def _when(self) -> When:
        table = self.table("when")
        links = self.strings(table, "when", "links_outside")
        when = When(
            channel=self.strings(table, "when", "channel"),
            public=self.yes_no(table, "when", "public"),
            language=self.strings(table, "when", "language", LANGUAGES),
            contains=self.strings(table, "when", "contains", KINDS),
            except_for=self.strings(table, "when", "except_for"),
            words=self.phrases(table, "words"),
            asked_words=self.phrases(table, "asked_words"),
            asked_urgent=self.yes_no(table, "when", "asked_urgent"),
            asked_question=self.yes_no(table, "when", "asked_question"),
            longer_than=self.number(table, "when", "longer_than", least=0),
            shorter_than=self.number(table, "when", "shorter_than", least=1),
            links_outside=tuple(h.lower().strip(".") for h in links) if "links_outside" in table else None,
            topic=self.strings(table, "when", "topic"),
            intent=self.strings(table, "when", "intent"),
            sentiment=self.strings(table, "when", "sentiment"),
            risk=self.strings(table, "when", "risk"),
            crisis=self.yes_no(table, "when", "crisis"),
            hours=self._hours(table, "hours"),
            outside_hours=self._hours(table, "outside_hours"),
            attachments_without_alt=self.yes_no(table, "when", "attachments_without_alt"),
            author_role=self.strings(table, "when", "author_role", ROLES),
        )
        if when.except_for and not when.contains:
            self.wrong("except_what", "when", "except_for")
        if not self.problems and when == When():
            self.wrong("no_test", "when", "")
        return when

    def _hours(self, table: dict[str, object], key: str) -> tuple[int, int] | None:
        stated = self.string(table, "when", key)
        if not stated:
            return None
        ends = tuple(minute_of(part) for part in stated.replace("–", "-").split("-"))
        first, last = ends if len(ends) == 2 else (None, None)
        if first is None or last is None or first == last:
            self.wrong("hours", "when", key, got=stated)
            return None
        return first, last

    def _then(self) -> Then | None:
        table = self.table("then")
        verdict = self.one_of(table, "then", "verdict", ("look", "ask", "stop"), needed=True)
        say = self.texts(table, "then", "say", needed=True)
        minutes = self.number(table, "then", "minutes", least=1, most=MOST_MINUTES)
        late = self.one_of(table, "then", "late", OF_GUIDELINES)
        holding = self.texts(table, "then", "holding")
        asks = self.one_of(table, "then", "asks", ("incident_lead",))
        real = self.yes_no(table, "then", "real_minutes") is True
        for key in ("minutes", "real_minutes", "late", "holding", "asks"):
            if key in table and verdict not in ("", "ask"):
                self.wrong("only_ask", "then", key)
        if not verdict:
            return None
        return Then(Verdict(verdict), say, minutes or 15, Late(late or "holding"), holding, asks, real)

    def _examples(self) -> tuple[Example, ...]:
        tables = self.data.get("example", [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            self.wrong("type", "", "example", wanted="[[example]]")
            return ()
        return tuple(self._example(table, n) for n, table in enumerate(tables))

    def _example(self, table: dict[str, object], n: int) -> Example:
        self.known("example", table, n)
        verdict = self.one_of(table, "example", "verdict", tuple(Verdict), n, needed=True)
        hour = self.string(table, "example", "hour", n)
        if hour and minute_of(hour) is None:
            self.wrong("hours", "example", "hour", n, got=hour)
        return Example(
            text=self.string(table, "example", "text", n, needed=True),
            verdict=Verdict(verdict or "go"),
            asked=self.string(table, "example", "asked", n),
            public=self.yes_no(table, "example", "public", n) is not False,
            channel=self.string(table, "example", "channel", n) or "talk",
            language=self.one_of(table, "example", "language", LANGUAGES, n),
            urgent=self.yes_no(table, "example", "urgent", n) is True,
            question=self.yes_no(table, "example", "question", n) is True,
            topic=self.string(table, "example", "topic", n),
            intent=self.string(table, "example", "intent", n),
            sentiment=self.string(table, "example", "sentiment", n),
            risk=self.string(table, "example", "risk", n),
            author_role=self.one_of(table, "example", "author_role", ROLES, n),
            crisis=self.yes_no(table, "example", "crisis", n) is True,
            hour=hour,
            attachments_without_alt=self.number(table, "example", "attachments_without_alt", 0, n) or 0,
            known=self.strings(table, "example", "known", n=n),
            competitors=self.strings(table, "example", "competitors", n=n),
            customer_numbers=self.strings(table, "example", "customer_numbers", n=n),
        )


def minute_of(text: str) -> int | None:
    """The minute of the day of "HH:MM" ("24:00" = 1440) or "HH"; None when it is no hour."""
    found = re.fullmatch(r"\s*(\d{1,2})(?::(\d\d))?\s*", text)
    if not found:
        return None
    minute = int(found[1]) * 60 + int(found[2] or 0)
    return minute if int(found[2] or 0) < 60 and minute <= 24 * 60 else None


def _marks(when: When) -> bool:
    """Can a hit have words of the draft to name?"""
    return bool(when.contains or when.words or when.links_outside is not None)


def uncut(text: str) -> tuple[Word, ...]:
    """A Cut that finds no stems: for readers who want a guideline's words for people only."""
    return (Word(text, ("",) * len(LANGUAGES), 0, len(text)),)
