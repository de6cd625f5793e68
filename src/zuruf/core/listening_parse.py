"""Reading the query of a saved search of listening: text to `core.listening.Query`, or what is wrong with it and where.

    akku batterie            both                          akku OR batterie         one of them
    "keine antwort"          one after the other           liefer*                  what begins like this
    #akku                    a hashtag                     -gewinnspiel             not this; also -"…", -(…), -from:
    akku NEAR/5 brennt       at most four words between    akku (brennt OR raucht)  brackets where both kinds meet
    lang:de                  the language of the text      from:@anna,@ben          written by one of these

In German too: ODER, UND, NICHT, NAHE/5, sprache:, von:. A word is found in all its forms and inside of compounds, what stands in
quotes only in its forms.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from zuruf.core.listening import (
    DEEPEST,
    FARTHEST,
    LONGEST,
    MOST,
    NEAREST,
    SHORTEST,
    USUAL,
    All,
    Either,
    From,
    Lang,
    Near,
    Not,
    Part,
    Phrase,
    Prefix,
    Query,
    Tag,
    Term,
    Word,
    needed,
)
from zuruf.core.listening_parts import words
from zuruf.core.listening_wrong import Problem, Problems, Wrong

__all__ = ["MOST_AUTHORS", "Problem", "Problems", "Wrong", "parse", "words"]

MOST_AUTHORS = 50


def parse(text: str) -> Query | Problems:
    """*text* as a query. Never raises; `parse(str(query)) == query`."""
    if len(text) > LONGEST:
        return Problems((Problem(Wrong.TOO_LONG, LONGEST, len(text), limit=LONGEST),))
    reading = _Reading(list(_pieces(text)))
    try:
        part = reading.whole()
    except _Stop as stop:
        return Problems((*reading.problems, stop.problem))
    if part is not None and not reading.problems and needed(part) is None:
        reading.problems.append(Problem(Wrong.NO_NEEDLE, 0, len(text), text.strip(), SHORTEST))
    if part is None or reading.problems:
        return Problems(tuple(reading.problems) or (Problem(Wrong.EMPTY, 0, len(text)),))
    return Query(part)


@dataclass(frozen=True, slots=True)
class _Piece:
    """`kind`: ( ) - " (what stands in quotes) or w (anything else without a blank)."""

    kind: str
    text: str
    start: int
    end: int

    def problem(self, code: Wrong, limit: int = 0) -> Problem:
        return Problem(code, self.start, self.end, self.text, limit)


class _Stop(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"') | dict.fromkeys("–−", "-") | {"\x00": " "})
_PIECE = re.compile(
    r'(?P<bracket>[()])|(?P<minus>-+)(?=[^\s)-])|"(?P<quoted>[^"]*)(?P<close>"|$)|(?P<w>[^\s()"]+)'
)
_NEAR = re.compile(r"(?:NEAR|NAHE)(?:/(\d{1,6}))?")
_FILTER = re.compile(r"(lang|sprache|from|von):(.*)", re.IGNORECASE | re.DOTALL)
_AUTHOR = re.compile(r"did:[a-z]+:[a-z0-9._:%-]+|[^\W_][\w-]*(?:[.@][^\W_][\w-]*)*")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{2,8})*")
_NAMED = {"deutsch": "de", "german": "de", "englisch": "en", "english": "en"}
_OR = frozenset({"OR", "ODER", "|"})
_AND = frozenset({"AND", "UND", "&"})
_NOT = frozenset({"NOT", "NICHT"})


def _pieces(text: str) -> Iterator[_Piece]:
    text = text.translate(_QUOTES)
    for found in _PIECE.finditer(text):
        kind, start, end = found.lastgroup or "", found.start(), found.end()
        if kind == "close":
            if not found["close"]:
                yield _Piece("open", text[start:end], start, end)
            else:
                yield _Piece('"', found["quoted"], start, end)
        elif kind == "minus" or found.group() in _NOT:
            yield _Piece("-", found.group(), start, end)
        else:
            yield _Piece(found.group() if kind == "bracket" else "w", found.group(), start, end)


@dataclass
class _Reading:
    pieces: list[_Piece]
    problems: list[Problem] = field(default_factory=list)
    at: int = 0
    depth: int = 0
    within_not: bool = False
    terms: int = 0
    named: int = 0

    def whole(self) -> Part | None:
        """All of it; None where nothing is left of it."""
        if not self.pieces:
            return None
        part = self.alternatives()
        if piece := self.next():
            raise _Stop(piece.problem(Wrong.CLOSE_BRACKET))
        for code, count, limit in (
            (Wrong.TOO_MANY, self.terms, MOST),
            (Wrong.TOO_MANY, self.named, MOST_AUTHORS),
        ):
            if count > limit:
                last = self.pieces[-1]
                self.problems.append(Problem(code, 0, last.end, str(count), limit))
        return part

    def next(self) -> _Piece | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def alternatives(self) -> Part | None:
        """… OR …, or words beside each other; not both without brackets."""
        rows: list[list[Part]] = [[]]
        wide: list[int] = [0]  # how many items each row had, also those that were wrong
        last: _Piece | None = None
        while (piece := self.next()) is not None and piece.kind != ")":
            if piece.kind == "w" and piece.text in _OR:
                if not wide[-1]:
                    raise _Stop(piece.problem(Wrong.NOTHING_BESIDE))
                rows.append([])
                wide.append(0)
                last, self.at = piece, self.at + 1
                continue
            if piece.kind == "w" and piece.text in _AND and wide[-1]:
                self.at += 1
                continue
            if wide[-1] and len(wide) > 1:
                raise _Stop(piece.problem(Wrong.MIXED))
            wide[-1] += 1
            if (part := self.item()) is not None:
                rows[-1].append(part)
        if last is not None and not wide[-1]:
            raise _Stop(last.problem(Wrong.NOTHING_BESIDE))
        if len(rows) > 1 and max(wide) > 1:
            raise _Stop((last or self.pieces[0]).problem(Wrong.MIXED))
        if len(rows) > 1:
            return _joined(Either, [p for row in rows for p in row])
        return _joined(All, rows[0])

    def item(self) -> Part | None:
        """One with or without a minus before it."""
        piece = self.pieces[self.at]
        if piece.kind != "-":
            return self.near()
        if self.within_not:
            raise _Stop(piece.problem(Wrong.TWICE_NOT))
        self.at += 1
        if self.next() is None:
            raise _Stop(piece.problem(Wrong.NOTHING_BESIDE))
        self.within_not = True
        part = self.single()
        self.within_not = False
        return None if part is None else Not(part)

    def near(self) -> Part | None:
        began = self.pieces[self.at]
        left = self.single()
        piece = self.next()
        if piece is None or piece.kind != "w" or not (found := _NEAR.fullmatch(piece.text)):
            return left
        far = int(found[1] or USUAL)
        if not NEAREST <= far <= FARTHEST:
            self.problems.append(piece.problem(Wrong.NEAR_FAR, FARTHEST))
        self.at += 1
        beside = self.next()
        if beside is None or beside.kind == ")":
            raise _Stop(piece.problem(Wrong.NOTHING_BESIDE))
        right = self.single()
        after = self.next()
        if after is not None and after.kind == "w" and _NEAR.fullmatch(after.text):
            raise _Stop(after.problem(Wrong.NEAR_CHAIN))
        if left is None or right is None:
            return None
        return Near(_terms(left, began), _terms(right, beside), far)

    def single(self) -> Part | None:
        """A word, a phrase, a filter, or what stands in brackets."""
        piece = self.pieces[self.at]
        self.at += 1
        match piece.kind:
            case "open":
                raise _Stop(piece.problem(Wrong.OPEN_QUOTE))
            case "(":
                return self.bracket(piece)
            case '"':
                return self.phrase(piece)
            case "-":
                raise _Stop(piece.problem(Wrong.TWICE_NOT if self.within_not else Wrong.NEAR_WHAT))
            case ")":
                raise _Stop(piece.problem(Wrong.NOTHING_BESIDE))
        if _NEAR.fullmatch(piece.text) or piece.text in _OR or piece.text in _AND:
            raise _Stop(piece.problem(Wrong.NOTHING_BESIDE))
        self.terms += 1
        if found := _FILTER.fullmatch(piece.text):
            language = found[1].lower() in ("lang", "sprache")
            return self.language(piece, found[2]) if language else self.author(piece, found[2])
        return self.word(piece)

    def bracket(self, piece: _Piece) -> Part | None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Stop(piece.problem(Wrong.TOO_DEEP, DEEPEST))
        began = len(self.problems)
        part = self.alternatives()
        if self.next() is None:
            raise _Stop(piece.problem(Wrong.OPEN_BRACKET))
        self.at += 1
        self.depth -= 1
        if part is None and len(self.problems) == began:
            self.problems.append(piece.problem(Wrong.EMPTY_BRACKETS))
        return part

    def phrase(self, piece: _Piece) -> Part | None:
        found = words(piece.text)
        self.terms += max(1, len(found))
        if not found:
            self.problems.append(piece.problem(Wrong.NO_WORD if piece.text.strip() else Wrong.EMPTY_BRACKETS))
            return None
        return Phrase(found)

    def word(self, piece: _Piece) -> Part | None:
        found = words(piece.text)
        if not found:
            self.problems.append(piece.problem(Wrong.NO_WORD))
            return None
        if piece.text.startswith("#") and len(found) == 1:
            return Tag(found[0])
        if piece.text.endswith("*") and len(found) == 1:
            if len(found[0]) < SHORTEST:
                self.problems.append(piece.problem(Wrong.SHORT_PREFIX, SHORTEST))
                return None
            return Prefix(found[0])
        self.terms += len(found) - 1
        return Word(found[0]) if len(found) == 1 else Phrase(found)

    def language(self, piece: _Piece, value: str) -> Part | None:
        tags = []
        for one in value.lower().split(","):
            found = _LANGUAGE.fullmatch(_NAMED.get(one, one))
            if not found:
                self.problems.append(piece.problem(Wrong.NO_LANGUAGE))
                return None
            tags.append(Lang(found[1]))
        return _joined(Either, list(dict.fromkeys(tags)))

    def author(self, piece: _Piece, value: str) -> Part | None:
        who = [one.removeprefix("@") for one in value.lower().split(",")]
        self.named += len(who)
        if not all(_AUTHOR.fullmatch(one) for one in who):
            self.problems.append(piece.problem(Wrong.NO_AUTHOR))
            return None
        return From(tuple(dict.fromkeys(who)))


def _joined(kind: type[All] | type[Either], parts: list[Part]) -> Part | None:
    """Several as one; brackets inside of the same kind make no difference."""
    flat: list[Part] = []
    for part in parts:
        flat += part.of if isinstance(part, kind) else [part]
    unique = list(dict.fromkeys(flat))
    return kind(tuple(unique)) if len(unique) > 1 else unique[0] if unique else None


def _terms(part: Part, piece: _Piece) -> tuple[Term, ...]:
    some = part.of if isinstance(part, Either) else (part,)
    terms = tuple(p for p in some if isinstance(p, Word | Prefix | Tag | Phrase))
    if len(terms) < len(some):
        raise _Stop(piece.problem(Wrong.NEAR_WHAT))
    return terms
