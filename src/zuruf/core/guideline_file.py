"""Reading a guideline's TOML, and trying its examples. Language is not parsed here: a function that cuts a text into
stemmed words is handed in."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from zuruf.core.guideline import Example, Guideline, Then, Verdict, When
from zuruf.core.phrases import LANGUAGES, Phrase, Phrases, Word
from zuruf.core.reply import OF_GUIDELINES, Late

Cut = Callable[[str], Sequence[Word]]
"""Cuts a text into its words with their stems."""

KINDS = (
    "iban", "bic", "card", "phone", "email", "address", "order", "invoice", "customer",
    "money", "percent", "date", "promise", "link",
)  # fmt: skip
"""What `contains` may name; classifiers/facts.py finds them."""

KEYS: dict[str, tuple[str, ...]] = {
    "": ("id", "title", "why", "source", "owner", "language", "when", "then", "example"),
    "when": tuple(When.__dataclass_fields__),
    "then": tuple(Then.__dataclass_fields__),
    "example": tuple(Example.__dataclass_fields__),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a guideline's text. `code` names it (its words are in web); `key` is the dotted key;
    `line` counts from 1. `data` helps to say what to do."""

    code: str
    line: int
    key: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


class Unreadable(Exception):
    """The text is no guideline. `problems` says why, in the order of their lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: p.line))
        super().__init__("; ".join(f"line {p.line}: {p.key} {p.code} {dict(p.data)}" for p in self.problems))


def read(text: str, cut: Cut, *, version: int = 1) -> Guideline:
    """The guideline that *text* (TOML) describes. Raises Unreadable with every problem found."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise Unreadable([Problem("toml", line, data={"error": str(error)})]) from None
    return _Reader(text, data, cut).guideline(version)


class _Reader:
    """Walks one parsed file and collects what is wrong, so that a person sees all of it at once."""

    def __init__(self, text: str, data: dict[str, object], cut: Cut) -> None:
        self.text, self.data, self.cut = text, data, cut
        self.problems: list[Problem] = []
        self.language = "de"

    def guideline(self, version: int) -> Guideline:
        self._known("", self.data)
        self.language = self._one_of(self.data, "", "language", LANGUAGES) or "de"
        slug = self._str(self.data, "", "id", needed=True)
        if slug and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            self._wrong("slug", "", "id")
        title = self._texts(self.data, "", "title", needed=True)
        why = self._texts(self.data, "", "why", needed=True)
        when, then = self._when(), self._then()
        if then and any("{hit}" in s for s in then.say.values()) and not _marks(when):
            self._wrong("hit_never", "then", "say")
        made = Guideline(
            slug, title, why, when, then or Then(Verdict.LOOK, {}), self._examples(), version,
            self._str(self.data, "", "source"), self._str(self.data, "", "owner"),
        )  # fmt: skip
        if self.problems:
            raise Unreadable(self.problems)
        return made

    def _when(self) -> When:
        table = self._table("when")
        links = self._strings(table, "when", "links_outside")
        when = When(
            channel=self._strings(table, "when", "channel"),
            public=self._bool(table, "when", "public"),
            language=self._strings(table, "when", "language", LANGUAGES),
            contains=self._strings(table, "when", "contains", KINDS),
            except_for=self._strings(table, "when", "except_for"),
            words=self._phrases(table, "words"),
            asked_words=self._phrases(table, "asked_words"),
            asked_urgent=self._bool(table, "when", "asked_urgent"),
            asked_question=self._bool(table, "when", "asked_question"),
            longer_than=self._number(table, "when", "longer_than", least=0),
            shorter_than=self._number(table, "when", "shorter_than", least=1),
            links_outside=tuple(h.lower().strip(".") for h in links) if "links_outside" in table else None,
        )
        if when.except_for and not when.contains:
            self._wrong("except_what", "when", "except_for")
        if not self.problems and when == When():
            self._wrong("no_test", "when", "")
        return when

    def _then(self) -> Then | None:
        table = self._table("then")
        verdict = self._one_of(table, "then", "verdict", ("look", "ask", "stop"), needed=True)
        say = self._texts(table, "then", "say", needed=True)
        minutes = self._number(table, "then", "minutes", least=1)
        late = self._one_of(table, "then", "late", OF_GUIDELINES)
        holding = self._texts(table, "then", "holding")
        for key in ("minutes", "late", "holding"):
            if key in table and verdict not in ("", "ask"):
                self._wrong("only_ask", "then", key)
        if not verdict:
            return None
        return Then(Verdict(verdict), say, minutes or 15, Late(late or "holding"), holding)

    def _examples(self) -> tuple[Example, ...]:
        tables = self.data.get("example", [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            self._wrong("type", "", "example", wanted="[[example]]")
            return ()
        return tuple(self._example(table, n) for n, table in enumerate(tables))

    def _example(self, table: dict[str, object], n: int) -> Example:
        self._known("example", table, n)
        verdict = self._one_of(table, "example", "verdict", tuple(Verdict), n, needed=True)
        return Example(
            text=self._str(table, "example", "text", n, needed=True),
            verdict=Verdict(verdict or "go"),
            asked=self._str(table, "example", "asked", n),
            public=self._bool(table, "example", "public", n) is not False,
            channel=self._str(table, "example", "channel", n) or "talk",
            language=self._one_of(table, "example", "language", LANGUAGES, n),
            urgent=self._bool(table, "example", "urgent", n) is True,
            question=self._bool(table, "example", "question", n) is True,
        )

    def _table(self, name: str) -> dict[str, object]:
        table = self.data.get(name)
        if not isinstance(table, dict):
            self._wrong("missing" if table is None else "type", "", name, wanted=f"[{name}]")
            return {}
        self._known(name, table)
        return table

    def _phrases(self, table: dict[str, object], key: str) -> Phrases:
        stated = table.get(key)
        if not isinstance(stated, dict):
            return Phrases(tuple(self._phrase(s, LANGUAGES, key) for s in self._strings(table, "when", key)))
        if unknown := [k for k in stated if k not in LANGUAGES]:
            self._wrong("value", "when", key, got=unknown[0], allowed=", ".join(LANGUAGES))
        return Phrases(
            tuple(
                self._phrase(s, (k,), key)
                for k in LANGUAGES
                for s in self._strings(stated, "when", k, at=key)
            )
        )

    def _phrase(self, text: str, languages: tuple[str, ...], key: str) -> Phrase:
        rows: list[tuple[str, ...]] = []
        for k, language in enumerate(LANGUAGES):
            stems: list[str] = []
            for part in text.split() if language in languages else ():
                words = [w.stems[k] for w in self.cut(part.strip("*"))]
                if words and part.startswith("*"):
                    words[0] = "*" + words[0]
                if words and part.endswith("*"):
                    words[-1] += "*"
                stems += words
            rows.append(tuple(stems))
        if not any(rows):
            self._wrong("no_word", "when", key, got=text)
        return Phrase(text, tuple(rows))

    def _texts(self, table: dict[str, object], where: str, key: str, needed: bool = False) -> dict[str, str]:
        value = table.get(key)
        if not isinstance(value, dict):
            plain = self._str(table, where, key, needed=needed)
            return {self.language: plain} if plain else {}
        if unknown := [k for k in value if k not in LANGUAGES]:
            self._wrong("value", where, key, got=unknown[0], allowed=", ".join(LANGUAGES))
        texts = {k: self._str(value, where, k, at=key) for k in LANGUAGES if k in value}
        if needed and not any(texts.values()):
            self._wrong("missing", where, key)
        return texts

    def _str(
        self,
        table: Mapping[str, object],
        where: str,
        key: str,
        n: int = 0,
        needed: bool = False,
        at: str = "",
    ) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self._wrong("type", where, at or key, n, wanted='"…"')
            return ""
        if needed and not value.strip():
            self._wrong("missing", where, at or key, n)
        return value.strip()

    def _strings(
        self, table: Mapping[str, object], where: str, key: str, allowed: tuple[str, ...] = (), at: str = ""
    ) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            self._wrong("type", where, at or key, wanted='["…", "…"]')
            return ()
        for v in value if allowed else ():
            if v not in allowed:
                self._wrong(
                    "value", where, at or key, got=v, allowed=", ".join(allowed), near=_near(v, allowed)
                )
        return tuple(value)

    def _bool(self, table: dict[str, object], where: str, key: str, n: int = 0) -> bool | None:
        value = table.get(key)
        if value is not None and not isinstance(value, bool):
            self._wrong("type", where, key, n, wanted="true / false")
        return value if isinstance(value, bool) else None

    def _number(self, table: dict[str, object], where: str, key: str, least: int) -> int | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self._wrong("number", where, key, least=str(least))
            return None
        return value

    def _one_of(
        self,
        table: dict[str, object],
        where: str,
        key: str,
        allowed: Sequence[str],
        n: int = 0,
        needed: bool = False,
    ) -> str:
        value = self._str(table, where, key, n, needed)
        if value and value not in allowed:
            self._wrong(
                "value", where, key, n, got=value, allowed=", ".join(allowed), near=_near(value, allowed)
            )
            return ""
        return value

    def _known(self, where: str, table: Mapping[str, object], n: int = 0) -> None:
        for key in table:
            if key not in KEYS[where]:
                self._wrong(
                    "unknown", where, key, n, near=_near(key, KEYS[where]), allowed=", ".join(KEYS[where])
                )

    def _wrong(self, code: str, where: str, key: str, n: int = 0, **data: str) -> None:
        dotted = ".".join(part for part in (where, key) if part)
        self.problems.append(Problem(code, line_of(self.text, where, key, n), dotted, data))


def _near(word: str, allowed: Sequence[str]) -> str:
    return next(iter(get_close_matches(word, allowed, 1, 0.6)), "")


def _marks(when: When) -> bool:
    """Can a hit have words of the draft to name?"""
    return bool(when.contains or when.words or when.links_outside is not None)


def line_of(text: str, where: str, key: str, n: int = 0) -> int:
    """The line (from 1) of *key* in the *n*-th table *where*; else that table's heading; else 1."""
    here, seen, heading = "", -1, 1
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line):
            here = head[1]
            seen += here == where
            if here == where and seen == n:
                heading = number
        in_place = here == where and (where == "" or seen == n)
        if key and in_place and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[.=]""", line):
            return number
        if not where and key and head and head[1] == key:
            return number
    return heading


def uncut(text: str) -> tuple[Word, ...]:
    """A Cut that finds no stems: for readers who want a guideline's words for people only."""
    return (Word(text, ("",) * len(LANGUAGES), 0, len(text)),)
