"""A text as the tone rules read it: sentences and words that a classifier found, and phrases that are looked for.

Offsets are code points of the text. A phrase is written as words in a row: a plain word stands for itself and its
inflections, `word*` for what begins so, `*word` for what ends so, `=word` for this spelling alone, `a|b` for either,
`…` for up to six words of the same sentence.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

GAP = 6
"""How many words `…` may stand for."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its small letters and its stem."""

    text: str
    low: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence. `ends`: "." · "!" · "?" · "" (a line that just stops)."""

    tokens: tuple[Token, ...]
    start: int
    end: int
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one language ("de" or "en") with its sentences in order."""

    text: str
    language: str
    sentences: tuple[Sentence, ...]

    @property
    def tokens(self) -> Iterator[Token]:
        return (token for sentence in self.sentences for token in sentence.tokens)


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a phrase: `exact` spellings, (stem, first letters) `stems`, what begins or ends so; or a gap."""

    exact: frozenset[str] = frozenset()
    stems: frozenset[tuple[str, str]] = frozenset()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    gap: bool = False

    def fits(self, token: Token) -> bool:
        return (
            token.low in self.exact
            or (token.stem, token.low[:4]) in self.stems
            or (bool(self.begins) and token.low.startswith(self.begins))
            or (bool(self.ends) and token.low.endswith(self.ends))
        )


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that is looked for and what can stand instead of it; () = no ready words."""

    written: str
    elements: tuple[Element, ...]
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by how their first word can be looked up, so that a word without any is done with in three look-ups."""

    phrases: tuple[Phrase, ...]
    by_word: dict[str, list[Phrase]] = field(default_factory=dict, compare=False, repr=False)
    by_stem: dict[str, list[Phrase]] = field(default_factory=dict, compare=False, repr=False)
    by_begin: dict[str, list[Phrase]] = field(default_factory=dict, compare=False, repr=False)
    by_end: dict[str, list[Phrase]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, sentence: Sentence) -> list[tuple[int, int, Phrase]]:
        """(first token, last token, phrase) of every place, the longest phrase of those that begin at a word."""
        found = []
        for i, token in enumerate(sentence.tokens):
            best: tuple[int, int, Phrase] | None = None
            for phrase in self._from(token):
                last = _match(phrase.elements, sentence.tokens, i)
                if last is not None and (best is None or last > best[1]):
                    best = (i, last, phrase)
            if best:
                found.append(best)
        return found

    def _from(self, token: Token) -> Iterator[Phrase]:
        yield from self.by_word.get(token.low, ())
        yield from self.by_stem.get(token.stem, ())
        yield from self.by_begin.get(token.low[:3], ())
        yield from self.by_end.get(token.low[-3:], ())


def lexicon(lines: Iterable[str], stem: Callable[[str], str]) -> Lexicon:
    """The lexicon of lines "phrase => this; or that" (what stands instead may be missing). Raises ValueError on a
    phrase that begins with a gap or with less than three letters of a beginning or an ending."""
    made = Lexicon(tuple(_phrase(line, stem) for line in lines))
    for phrase in made.phrases:
        first = phrase.elements[0]
        if first.gap or any(len(part) < 3 for part in first.begins + first.ends):
            raise ValueError(f"cannot be looked up: {phrase.written}")
        for table, keys in (
            (made.by_word, first.exact),
            (made.by_stem, {stemmed for stemmed, _begin in first.stems}),
            (made.by_begin, {part[:3] for part in first.begins}),
            (made.by_end, {part[-3:] for part in first.ends}),
        ):
            for key in keys:
                table.setdefault(key, []).append(phrase)
    return made


def _phrase(line: str, stem: Callable[[str], str]) -> Phrase:
    written, _, instead = line.partition("=>")
    return Phrase(
        written.strip(),
        tuple(_element(word, stem) for word in written.split()),
        tuple(part.strip() for part in instead.split(";") if part.strip()),
    )


def _element(written: str, stem: Callable[[str], str]) -> Element:
    if written == "…":
        return Element(gap=True)
    words = written.split("|")
    plain = [w for w in words if not w.startswith(("=", "*")) and not w.endswith("*")]
    return Element(
        frozenset(w.removeprefix("=") for w in words if w.startswith("=")),
        frozenset((stem(w), w[:4]) for w in plain),
        tuple(w[:-1] for w in words if w.endswith("*")),
        tuple(w[1:] for w in words if w.startswith("*")),
    )


def _match(elements: Sequence[Element], tokens: Sequence[Token], at: int) -> int | None:
    """The last token of the phrase that begins at *at*. Gaps take as few words as they can; no way back: each token
    is looked at once for each element at most."""
    i, room, last = at, 0, None
    for element in elements:
        if element.gap:
            room = GAP
            continue
        while i < len(tokens) and not element.fits(tokens[i]):
            if not room:
                return None
            room -= 1
            i += 1
        if i >= len(tokens):
            return None
        last, i, room = i, i + 1, 0
    return last


def words_in(written: str) -> frozenset[str]:
    """A set of words, as one writes them down."""
    return frozenset(written.split())
