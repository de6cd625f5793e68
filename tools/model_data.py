"""The data sets of `make model`, each as (text, label). What each is and may be used for: ../shared/data/README.md."""

import csv
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
Example = tuple[str, str]
TASKS = {
    "sentiment": "sentiment",
    "intent": "intent",
    "relevant": "relevant",
    "offensive": "toxic",
    "engaging": "engaging",
    "factclaiming": "fact",
}
"""Task → the label of the invented texts that teaches it."""
_SAYS_SO = {"ASSERT", "SUSTAIN", "DISAGREE"}
_SAYS_NOTHING = {
    "COMPLAIN",
    "REQUEST",
    "REQUIRE",
    "REJOICE",
    "WISH",
    "THANK",
    "expressEMOJI",
    "AGREE",
    "GUESS",
}
_DU = re.compile(r"\b(?:du|dich|dir|dein\w*|ihr|euch|euer|eure\w*)\b", re.IGNORECASE)
_SIE = re.compile(r"\b(?:Sie|Ihnen|Ihre?[nrms]?)\b")
_DIALECT = re.compile(
    r"\b(?:i|net|ned|nix|mei|dat|wat|isch|ick|hebbt|habts|ko|scho|no|au|gits|schicka|hot|a|des|un|moin|servus|grüezi)\b",
    re.IGNORECASE,
)
_EMOJI = re.compile(r"[\U0001F300-\U0001FAFF☀-➿]")


def speakers(text: str, language: str, *, typed: bool = False) -> list[str]:
    """How this is written: groups that must not fare worse."""
    if language == "en":
        return ["English"]
    found = ["says du"] if _DU.search(text) else []
    found += ["says Sie"] if _SIE.search(text[1:]) else []
    found += ["dialect"] if len(_DIALECT.findall(text)) > 1 else []
    found += ["typed in haste"] if typed or text == text.lower() else []
    return found + (["emoji"] if _EMOJI.search(text) else [])


def potts(part: str = "train") -> list[Example]:
    return [(r["text"], r["label"]) for r in _tsv(f"open/potts_{part}.tsv.gz") if r["label"] != "mixed"]


def germeval2018() -> list[Example]:
    return _offense("open/germeval2018_train.txt.gz")


def germeval2019() -> list[Example]:
    return _offense("unstated/germeval2019_train12.txt.gz")


def speech_acts() -> list[Example]:
    """Sentences that say how something is, and such as cannot be right or wrong."""
    found = []
    for tweet in json.loads(_text("open/speechacts_german_tweets_v1-1.json.gz")).values():
        for said in tweet["tweet"]["sentences"].values():
            act, text = said["fine"], said["text"].replace("|LBR|", " ").strip()
            if len(text) > 15 and act in _SAYS_SO | _SAYS_NOTHING:
                found.append((text, "yes" if act in _SAYS_SO else "no"))
    return found


def germeval2021(column: str) -> list[Example]:
    rows = csv.DictReader(_text("unstated/germeval2021_train.csv.gz").splitlines(keepends=True))
    return [(r["comment_text"], "yes" if r[column] == "1" else "no") for r in rows]


def massive(part: str = "train") -> list[str]:
    """What people say to a machine at home: nobody is in danger there."""
    return [line.split("\t")[0] for line in _text(f"open/massive_de_{part}.txt.gz").splitlines()]


def said_formally() -> list[str]:
    """Sentences of telephone calls and talk, said with "Sie" and with "du"."""
    return [r["text"] for r in _tsv("open/cocoa_mt_de_formality_train.tsv.gz")]


def hasoc2019() -> list[Example]:
    return [
        (r["text"], "yes" if r["task_1"] == "HOF" else "no")
        for r in _tsv("unstated/hasoc2019_de_train.tsv.gz")
    ]


def sb10k() -> list[Example]:
    return [(r["text"], r["label"]) for r in _tsv("unstated/sb10k_train.tsv.gz") if r["label"] != "mixed"]


def germeval2017() -> list[Example]:
    return [(r["text"], r["sentiment"]) for r in _tsv("nc/germeval2017_dev.tsv.gz")]


def omp_negative() -> list[Example]:
    """Posts below an Austrian newspaper."""
    posts = {
        r["ID_Post"]: f"{r['Headline'] or ''} {r['Body'] or ''}".strip() for r in _tsv("nc/omp_posts.tsv.gz")
    }
    rows = (r for r in _tsv("nc/omp_labels.tsv.gz") if r["Category"] == "SentimentNegative")
    return [
        (posts[r["ID_Post"]], "negative" if r["Value"] == "1" else "no")
        for r in rows
        if r["ID_Post"] in posts
    ]


def complaints_en() -> list[Example]:
    rows = csv.reader(_text("unstated/complaints_en_tweets.csv.gz").splitlines(keepends=True))
    return [(r[1], "complaint" if r[2] == "1" else "no") for r in rows if len(r) > 2]


def _offense(name: str) -> list[Example]:
    lines = (line.split("\t") for line in _text(name).split("\n") if line.count("\t") >= 2)
    return [(parts[0], "yes" if parts[1] == "OFFENSE" else "no") for parts in lines]


def _tsv(name: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    return csv.DictReader(
        _text(name).splitlines(keepends=True),
        delimiter="\t",
        quoting=csv.QUOTE_MINIMAL if name.startswith("nc/omp") else csv.QUOTE_NONE,
    )


def _text(name: str) -> str:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as f:
        return f.read()
