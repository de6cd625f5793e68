"""Many guidelines over many texts: the same hits as `judge`, without looking at those that cannot hit a text."""

from collections.abc import Iterable, Sequence

from zuruf.core.guideline import Facts, Guideline, applies
from zuruf.core.phrases import LANGUAGES, Phrases, Stems


class Rulebook:
    """Guidelines laid out by the words that they look for. Made once, asked for each text."""

    def __init__(self, guidelines: Sequence[Guideline]) -> None:
        self.guidelines = tuple(guidelines)
        self.draft = _Index(g.when.words for g in self.guidelines)
        self.asked = _Index(g.when.asked_words for g in self.guidelines)
        self.kinds = [frozenset(g.when.contains) for g in self.guidelines]

    def look(self, facts: Facts) -> "Look":
        return Look(self, facts)

    def hits(self, facts: Facts) -> list[int]:
        """The places (in `guidelines`) of all that hit."""
        look = Look(self, facts)
        return [n for n in range(len(self.guidelines)) if look.hit(n)]


class Look:
    """One text under many guidelines, each of which is tried when somebody asks for it."""

    __slots__ = ("asked", "book", "draft", "facts", "kinds", "possible")

    def __init__(self, book: Rulebook, facts: Facts) -> None:
        self.book, self.facts = book, facts
        self.draft, self.asked = Stems(facts.words), Stems(facts.asked_words)
        self.kinds = frozenset([f.kind for f in facts.found])
        self.possible = book.draft.possible(self.draft) & book.asked.possible(self.asked)

    def hit(self, n: int) -> bool:
        """Does the guideline at place *n* hit?"""
        if n not in self.possible:
            return False
        kinds = self.book.kinds[n]
        if kinds and kinds.isdisjoint(self.kinds):
            return False
        return applies(self.facts, self.draft, self.asked, self.book.guidelines[n]) is not None


class _Index:
    """Which of several sets of phrases may stand in a text. One that looks for no phrase is always possible."""

    def __init__(self, phrases: Iterable[Phrases]) -> None:
        self.always: set[int] = set()
        self.firsts: list[dict[str, set[int]]] = [{} for _ in LANGUAGES]
        self.cores: list[dict[str, set[int]]] = [{} for _ in LANGUAGES]
        for n, wanted in enumerate(phrases):
            if not wanted:
                self.always.add(n)
            for k in range(len(LANGUAGES)):
                for first in wanted.plain[k]:
                    self.firsts[k].setdefault(first, set()).add(n)
                for core, _row in wanted.starred[k]:
                    self.cores[k].setdefault(core, set()).add(n)

    def possible(self, text: Stems) -> set[int]:
        found = set(self.always)
        for k in range(len(LANGUAGES)):
            firsts, joined = self.firsts[k], text.joined[k]
            for stem in firsts.keys() & text.are[k]:
                found |= firsts[stem]
            for core, these in self.cores[k].items():
                if core in joined:
                    found |= these
        return found
