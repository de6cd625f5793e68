"""What a message is about: the organisation's own topics, by the words and phrases that it wrote down for each.

Words are compared by their stems, as in guidelines: "Lieferung" finds "Lieferungen", "*garantie" finds "Preisgarantie".
"""

from collections.abc import Mapping, Sequence
from zlib import crc32

from zuruf.classifiers.facts import words
from zuruf.core.phrases import Phrases, Stems, phrase
from zuruf.core.triage import Finding, Reason, Subject

LOOKED_AT = 5000  # characters
ONE, MORE = 0.75, 0.9
_NAMED = 5


class Topics:
    """A judge made for one list of topics: slug → words and phrases. One finding for each topic that is there, the one with
    the most words first."""

    name = "topic"

    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        made = {slug: [p for w in said if any((p := phrase(w, words)).stems)] for slug, said in known.items()}
        self._known = {slug: Phrases(tuple(phrases)) for slug, phrases in made.items() if phrases}
        self.version = f"1-{crc32(repr(sorted((s, tuple(w)) for s, w in known.items())).encode()):08x}"

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]:
        return [self._judge(subject.text[:LOOKED_AT]) for subject in subjects]

    def _judge(self, text: str) -> tuple[Finding, ...]:
        if not self._known:
            return ()
        cut = words(text)
        stems = Stems(cut)
        found = []
        for slug, phrases in self._known.items():
            said = tuple(dict.fromkeys(text[cut[a].start : cut[b].end] for a, b in stems.find(phrases)))
            if said:
                probability = MORE if len(said) > 1 else ONE
                found.append(
                    (len(said), Finding("topic", slug, probability, (Reason("words", said[:_NAMED]),)))
                )
        return tuple(finding for _, finding in sorted(found, key=lambda f: -f[0]))
