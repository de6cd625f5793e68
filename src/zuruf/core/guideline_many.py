"""Many guidelines over many texts: the same hits as `judge`, without looking at those that cannot hit a text.

Places of guidelines are kept as the bits of a number, so that what is possible for a text is a few ands.
"""

from collections.abc import Iterable, Iterator, Sequence

from zuruf.core.guideline import Facts, Guideline, holds
from zuruf.core.phrases import LANGUAGES, Phrases, Stems


def bits(places: Iterable[int]) -> int:
    """These places as one number."""
    return sum({1 << n for n in places})


def places(of: int) -> Iterator[int]:
    """The places that `bits` put into one number, the lowest first."""
    while of:
        lowest = of & -of
        yield lowest.bit_length() - 1
        of ^= lowest


class Rulebook:
    """Guidelines laid out by what they look for. Made once, asked for each text."""

    def __init__(self, guidelines: Sequence[Guideline]) -> None:
        self.guidelines = tuple(guidelines)
        self.draft = _Index([g.when.words for g in self.guidelines])
        self.asked = _Index([g.when.asked_words for g in self.guidelines])
        wanted = [(n, g.when.contains) for n, g in enumerate(self.guidelines)]
        self.no_kind = bits(n for n, kinds in wanted if not kinds)
        kinds = {kind for _n, kinds in wanted for kind in kinds}
        self.of_kind = {kind: bits(n for n, these in wanted if kind in these) for kind in kinds}

    def look(self, facts: Facts, draft: Stems | None = None) -> "Look":
        """*draft*: the stems of `facts.words`, where they are laid out already."""
        return Look(self, facts, Stems(facts.words) if draft is None else draft)

    def hits(self, facts: Facts, draft: Stems | None = None) -> int:
        """The places (in `guidelines`) of all that hit, as bits."""
        look = self.look(facts, draft)
        return bits(look.hits(look.possible))

    def named(self, those: int) -> tuple[Guideline, ...]:
        """The guidelines at these places, in their order."""
        return tuple([self.guidelines[n] for n in places(those)])


class Look:
    """One text under many guidelines, each of which is tried when somebody asks for it."""

    __slots__ = ("asked", "book", "draft", "facts", "possible")

    def __init__(self, book: Rulebook, facts: Facts, draft: Stems) -> None:
        self.book, self.facts, self.draft = book, facts, draft
        self.asked = Stems(facts.asked_words)
        possible = book.no_kind
        for found in facts.found:
            possible |= book.of_kind.get(found.kind, 0)
        self.possible = possible & book.draft.possible(draft) & book.asked.possible(self.asked)

    def hits(self, of: int) -> Iterator[int]:
        """Those of these places whose guidelines hit, one after the other, each tried when it is asked for."""
        for n in places(of & self.possible):
            if holds(self.facts, self.draft, self.asked, self.book.guidelines[n].when):
                yield n


class _Index:
    """Which of several sets of phrases may stand in a text. One that looks for no phrase is always possible."""

    def __init__(self, phrases: Sequence[Phrases]) -> None:
        self.always = bits(n for n, wanted in enumerate(phrases) if not wanted)
        self.firsts: list[dict[str, int]] = [{} for _ in LANGUAGES]
        self.cores: list[dict[str, int]] = [{} for _ in LANGUAGES]
        for n, wanted in enumerate(phrases):
            for k in range(len(LANGUAGES)):
                for first in wanted.plain[k]:
                    self.firsts[k][first] = self.firsts[k].get(first, 0) | 1 << n
                for core, _row in wanted.starred[k]:
                    self.cores[k][core] = self.cores[k].get(core, 0) | 1 << n
        self.known = [frozenset(firsts) for firsts in self.firsts]

    def possible(self, text: Stems) -> int:
        found = self.always
        for k, (firsts, joined) in enumerate(zip(self.firsts, text.joined, strict=True)):
            for stem in self.known[k] & text.are[k]:
                found |= firsts[stem]
            for core, these in self.cores[k].items():
                if core in joined:
                    found |= these
        return found
