"""Invented posts in the shape of a network's stream, and what somebody might listen for. Words by frequency lists, nothing by anybody."""

import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import Any

from wordfreq import top_n_list, word_frequency

from zuruf.classifiers.facts import stems

LANGUAGES = ("de", "en")
EMOJI = ("🔥", "😂", "❤️", "👍🏽", "🎉", "😭", "👩‍🔧")
DID = "234567abcdefghijklmnopqrstuvwxyz"


@cache
def words(language: str) -> list[str]:
    """The words of a language, the most usual first."""
    return [w for w in top_n_list(language, 200_000) if w.isalpha()]


@cache
def _weights(language: str) -> list[float]:
    return list(accumulate(word_frequency(word, language) for word in words(language)))


def texts(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """(text, language): words as frequent as they are, as long as posts are (median 13 words, many of one line, few of 60), a third with emoji, some
    with links, handles and hashtags."""
    dice = random.Random(seed)
    for _ in range(count):
        language = dice.choice(LANGUAGES)
        n = max(1, min(60, int(dice.lognormvariate(2.55, 0.8))))
        some = dice.choices(words(language), cum_weights=_weights(language), k=n)
        cased = [w.capitalize() if dice.random() < (0.35 if language == "de" else 0.12) else w for w in some]
        text = " ".join(cased)
        if dice.random() < 0.35:
            text += f" {dice.choice(EMOJI)}"
        if dice.random() < 0.15:
            text += f" https://example.org/{dice.randrange(10**9)}"
        if dice.random() < 0.12:
            text += f" #{dice.choice(words(language)[2000:])}"
        if dice.random() < 0.25:
            text = f"@person{dice.randrange(10**6)}.example.org {text}"
        if dice.random() < 0.4:
            text = text.replace(" ", ", ", 1).replace(" und ", " – und ") + dice.choice(
                (".", "!", "…", "\n\n")
            )
        yield text[:300], language


def frames(said: list[tuple[str, str]], seed: int = 2) -> list[bytes]:
    """The same as events of Jetstream, half of them replies."""
    dice = random.Random(seed)
    return [_frame(i, text, language, dice) for i, (text, language) in enumerate(said)]


def _frame(i: int, text: str, language: str, dice: random.Random) -> bytes:
    did = "did:plc:" + "".join(dice.choices(DID, k=24))
    other = {"cid": "bafyrei" + "a" * 52, "uri": f"at://{did}/app.bsky.feed.post/3l3pte3p2e325"}
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post",
        "createdAt": "2026-03-01T10:00:00.102Z",
        "langs": [language],
    }
    if dice.random() < 0.5:
        record["reply"] = {"parent": other, "root": other}
    record["text"] = text
    commit: dict[str, Any] = {
        "rev": "3l3qo2vutsw2b",
        "operation": "create",
        "collection": "app.bsky.feed.post",
    }
    commit |= {"rkey": f"3l3q{i:09d}", "record": record, "cid": "bafyrei" + "b" * 52}
    event = {"did": did, "time_us": 1_772_000_000_000_000 + i, "kind": "commit", "commit": commit}
    return json.dumps(event, ensure_ascii=False).encode()


def terms(count: int, names: bool, seed: int = 3) -> list[str]:
    """What is listened for, *count* of them, one in ten a phrase of two. *names*: very rare words whose stems none of the 30,000 most usual
    words has, as it is with names of firms and products; else words of every rank but the 2,000 most usual."""
    dice = random.Random(seed)
    pool = {w for tag in LANGUAGES for w in words(tag)[100_000 if names else 2_000 :] if len(w) >= 4}
    if names:
        usual = {stem for tag in LANGUAGES for w in words(tag)[:30_000] for stem in stems(w)}
        pool = {w for w in dice.sample(sorted(pool), 5 * count) if usual.isdisjoint(stems(w))}
    chosen = dice.sample(sorted(pool), count)
    return [f'"{w} {dice.choice(chosen)}"' if i % 10 == 0 else w for i, w in enumerate(chosen)]
