"""Reading values out of a guideline's TOML, and collecting what is wrong with them, each with its line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from zuruf.core.phrases import LANGUAGES, Cut, Phrase, Phrases, phrase


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


class Reading:
    """Walks one parsed file and collects what is wrong, so that a person sees all of it at once. `keys`: which keys each
    table may have; "" is the top of the file."""

    def __init__(
        self, text: str, data: dict[str, object], cut: Cut, keys: Mapping[str, Sequence[str]]
    ) -> None:
        self.text, self.data, self.cut, self.keys = text, data, cut, keys
        self.problems: list[Problem] = []
        self.language = "de"

    def table(self, name: str) -> dict[str, object]:
        table = self.data.get(name)
        if not isinstance(table, dict):
            self.wrong("missing" if table is None else "type", "", name, wanted=f"[{name}]")
            return {}
        self.known(name, table)
        return table

    def phrases(self, table: dict[str, object], key: str) -> Phrases:
        stated = table.get(key)
        if isinstance(stated, dict) and stated.keys() == set(LANGUAGES):
            lists = list(stated.values())
            if all(isinstance(said, list) and said == lists[0] for said in lists):
                table, stated = (
                    {**table, key: lists[0]},
                    lists[0],
                )  # the same in each language: in all of them
        if not isinstance(stated, dict):
            return Phrases(tuple(self._phrase(s, LANGUAGES, key) for s in self.strings(table, "when", key)))
        if unknown := [k for k in stated if k not in LANGUAGES]:
            self.wrong("value", "when", key, got=unknown[0], allowed=", ".join(LANGUAGES))
        return Phrases(
            tuple(
                self._phrase(s, (k,), key) for k in LANGUAGES for s in self.strings(stated, "when", k, at=key)
            )
        )

    def _phrase(self, text: str, languages: tuple[str, ...], key: str) -> Phrase:
        made = phrase(text, self.cut, languages)
        if not any(made.stems):
            self.wrong("no_word", "when", key, got=text)
        return made

    def texts(self, table: dict[str, object], where: str, key: str, needed: bool = False) -> dict[str, str]:
        value = table.get(key)
        if not isinstance(value, dict):
            plain = self.string(table, where, key, needed=needed)
            return {self.language: plain} if plain else {}
        if unknown := [k for k in value if k not in LANGUAGES]:
            self.wrong("value", where, key, got=unknown[0], allowed=", ".join(LANGUAGES))
        texts = {k: self.string(value, where, k, at=key) for k in LANGUAGES if k in value}
        if needed and not any(texts.values()):
            self.wrong("missing", where, key)
        return texts

    def string(
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
            self.wrong("type", where, at or key, n, wanted='"…"')
            return ""
        if needed and not value.strip():
            self.wrong("missing", where, at or key, n)
        return value.strip()

    def strings(
        self,
        table: Mapping[str, object],
        where: str,
        key: str,
        allowed: tuple[str, ...] = (),
        at: str = "",
        n: int = 0,
    ) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            self.wrong("type", where, at or key, n, wanted='["…", "…"]')
            return ()
        for v in value if allowed else ():
            if v not in allowed:
                near = _near(v, allowed)
                self.wrong("value", where, at or key, n, got=v, allowed=", ".join(allowed), near=near)
        return tuple(value)

    def yes_no(self, table: dict[str, object], where: str, key: str, n: int = 0) -> bool | None:
        value = table.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong("type", where, key, n, wanted="true / false")
        return value if isinstance(value, bool) else None

    def number(
        self, table: dict[str, object], where: str, key: str, least: int, n: int = 0, most: int | None = None
    ) -> int | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.wrong("number", where, key, n, least=str(least))
            return None
        if most is not None and value > most:
            self.wrong("number_most", where, key, n, most=str(most))
            return None
        return value

    def one_of(
        self,
        table: dict[str, object],
        where: str,
        key: str,
        allowed: Sequence[str],
        n: int = 0,
        needed: bool = False,
    ) -> str:
        value = self.string(table, where, key, n, needed)
        if value and value not in allowed:
            self.wrong(
                "value", where, key, n, got=value, allowed=", ".join(allowed), near=_near(value, allowed)
            )
            return ""
        return value

    def known(self, where: str, table: Mapping[str, object], n: int = 0) -> None:
        for key in table:
            if key not in self.keys[where]:
                self.wrong(
                    "unknown",
                    where,
                    key,
                    n,
                    near=_near(key, self.keys[where]),
                    allowed=", ".join(self.keys[where]),
                )

    def wrong(self, code: str, where: str, key: str, n: int = 0, **data: str) -> None:
        dotted = ".".join(part for part in (where, key) if part)
        self.problems.append(Problem(code, line_of(self.text, where, key, n), dotted, data))


def _near(word: str, allowed: Sequence[str]) -> str:
    return next(iter(get_close_matches(word, allowed, 1, 0.6)), "")


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
