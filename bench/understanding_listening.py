"""`make bench-understanding ONLY=listening`: how many posts a second one process matches with 10,000 terms, from the text to the hit with its
places and from the frame of the stream to it; and the same texts through a bare Aho-Corasick automaton with the same terms."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from bench import listening_posts as posts
from zuruf.channels.jetstream import Jetstream
from zuruf.classifiers.facts import stems
from zuruf.classifiers.needles import Needles
from zuruf.core.listening import Hit, Query
from zuruf.core.listening_parse import parse
from zuruf.core.listening_stream import Chunk

POSTS, TERMS, EACH = 20_000, 10_000, 10
ROUNDS = 6  # each with posts that were not seen before; the first one is to get warm
AT_ONCE = 1000  # frames, as `flow.following` reads them


def figures() -> Iterator[dict[str, Any]]:
    rounds = [list(posts.texts(POSTS, seed)) for seed in range(ROUNDS)]
    for name, rare in (("very rare words, as names are", True), ("words of every rank", False)):
        yield figure(name, rare, rounds)


def figure(name: str, rare: bool, rounds: Sequence[list[tuple[str, str]]]) -> dict[str, Any]:
    """Bare scan and ours, turn by turn after every `AT_ONCE` posts, in seconds of the processor; the figures are medians of rounds."""
    listened = posts.terms(TERMS, rare)
    stems.cache_clear()  # of the words of the other figure
    began = time.process_time()
    needles = Needles.build(searches(listened))
    built = time.process_time() - began
    bare = AhoCorasick([t.strip('"').lower() for t in listened], implementation=Implementation.ContiguousNFA)
    done = [Round(needles, bare, said) for said in rounds]
    measured, n = done[1:], sum(map(len, rounds))
    ratios = [r.scan / r.find for r in measured]
    return {
        "name": "listening",
        "terms": f"{TERMS} of {name}, in {TERMS // EACH} searches",
        "posts_per_second": rate(r.find for r in measured),
        "bare_scan_per_second": rate(r.scan for r in measured),
        "ratio": round(statistics.median(ratios), 2),
        "ratio_lowest_highest": [round(min(ratios), 2), round(max(ratios), 2)],
        "aim": 0.5,
        "ratio_all_words_known": middle(r.scan / r.again for r in measured),
        "posts_per_second_from_the_frame": rate(r.read + r.find for r in measured),
        "ratio_from_the_frame": middle(r.scan / (r.read + r.find) for r in measured),
        "posts": n,
        "bytes_a_frame": round(sum(r.size for r in done) / n),
        "characters_a_post": round(sum(len(text) for said in rounds for text, _ in said) / n),
        "posts_with_a_hit": round(sum(r.fitting for r in done) / n, 3),
        "hits": sum(r.hits for r in done),
        "build_seconds": round(built, 1),
    }


class Round:
    """Seconds that posts took which were not seen before: `scan` bare, `read` from frames to texts, `find` from texts to hits, `again`
    the same once more."""

    def __init__(self, needles: Needles, bare: AhoCorasick, said: list[tuple[str, str]]) -> None:
        stream = Jetstream("wss://stream.example.org")
        frames = posts.frames(said)
        self.scan = self.read = self.find = self.again = 0.0
        self.hits = self.fitting = 0
        self.size = sum(map(len, frames))
        for first in range(0, len(frames), AT_ONCE):
            small = [text.lower() for text, _ in said[first : first + AT_ONCE]]
            self.scan += spent(partial(scan, bare, small))[0]
            seconds, chunk = spent(partial(stream.read, frames[first : first + AT_ONCE]))
            self.read += seconds
            seconds, found = spent(partial(_all_hits, needles, chunk))
            self.find += seconds
            self.again += spent(partial(_all_hits, needles, chunk))[0]
            self.hits += len(found)
            self.fitting += len({number for number, _, _ in found})


def rate(seconds: Iterable[float]) -> int:
    return round(POSTS / statistics.median(seconds))


def middle(ratios: Iterable[float]) -> float:
    return round(statistics.median(ratios), 2)


def searches(listened: Sequence[str]) -> Iterator[tuple[int, Query]]:
    """`EACH` terms a search, as somebody would write them; every fifth excludes something, every fifth asks for a language."""
    for number, first in enumerate(range(0, len(listened), EACH)):
        text = " OR ".join(listened[first : first + EACH])
        text = (
            f"({text}) -gewinnspiel" if number % 5 == 1 else f"({text}) lang:de" if number % 5 == 2 else text
        )
        query = parse(text)
        assert isinstance(query, Query), query
        yield number, query


def _all_hits(needles: Needles, chunk: Chunk) -> list[tuple[int, int, Hit]]:
    return list(needles.find_each(chunk.texts, chunk.about))


def scan(bare: AhoCorasick, texts: Sequence[str]) -> int:
    return sum(len(bare.find_matches_as_indexes(text, overlapping=True)) for text in texts)


def spent(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of this core, and what came of it."""
    began = time.process_time()
    made = work()
    return time.process_time() - began, made
