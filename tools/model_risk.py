"""The risk tasks of the model that ships: what they are taught from, and how good they and the rules are together (`make model`).

One task for each risk that the model says by itself. Taught from invented lines, and from ordinary messages of the open sets that carry none of them. What rules find
there is left out, and so is what may well carry one.
"""

import math
from collections.abc import Callable, Sequence

import invented
import model_data as data

from zuruf.classifiers import compact_together
from zuruf.classifiers.compact import Compact
from zuruf.classifiers.compact_heads import Task
from zuruf.classifiers.learned import RISK
from zuruf.classifiers.risk import Risk
from zuruf.core.triage import RINGS, RISKS_FOUND, Subject
from zuruf.core.understanding import HEARD

ALARMS = {"self_harm": 0.002, "threat": 0.002}
ANGRY = "angry"
"""Lines that are angry and harmless: they tell what rings and what does not, and nothing about other risks."""
EVERYDAY = "everyday"
"""Lines in which there is nothing like a risk, most of them short."""
ALARMS_ELSE, ALARMS_EVERYDAY, HARD = 0.003, 0.005, 0.04
"""Up to which share of ordinary messages, put aside, a task may call risky; of everyday lines; and of invented ones that only sound like it,
except where life may be at risk: there a false alarm is the smaller harm."""
UNKNOWN = {
    "cross": tuple(risk for risk in RISKS_FOUND if risk not in RINGS),
    "tweets": ("politics",),
    "about politics": ("politics",),
    "rude": ("politics", "threat"),
}
"""Where messages are from → risks that some of them may well carry: as to those they teach nothing."""
STRANGE = ("tweets", "about politics", "calls")
"""By these it is told how many false alarms there are: the others are easier."""
Judge = Callable[[Sequence[str]], list[set[str]]]
Counted = tuple[str, int, int]
"""What was counted: name, hits, of how many."""


def taught(made: Sequence[invented.Invented], seed: int) -> dict[str, Task]:
    """Task → what was learned. *made*: the other invented texts; those that only ask, thank, praise or propose carry no risk."""
    lessons = invented.risk_lessons()
    groups = _ordinary(made)
    others = [(text, group) for group, texts in groups.items() for text in texts]
    by_rules = rules([text for text, _ in others])
    said: dict[str, list[bool | None]] = {}
    for risk in HEARD:
        own: list[bool | None] = [
            None if kind == ANGRY and risk not in RINGS else kind == risk for _, kind, _ in lessons
        ]
        for (_, group), found in zip(others, by_rules, strict=True):
            own.append(None if risk in found or risk in UNKNOWN.get(group, ()) else False)
        said[f"{RISK}.{risk}"] = own
    sounds = [kind == "none" for _, kind, _ in lessons] + [False] * len(others)
    everyday = [kind == EVERYDAY for _, kind, _ in lessons] + [False] * len(others)
    strange = [False] * len(lessons) + [group in STRANGE for _, group in others]
    return compact_together.taught(
        [text for text, _, _ in lessons] + [text for text, _ in others],
        said,
        lines=[line for _, _, line in lessons] + [100_000 + at for at in range(len(others))],
        counting=[True] * len(lessons) + [False] * len(others),
        bars={
            f"{RISK}.{risk}": [(strange, ALARMS[risk]), (everyday, ALARMS_EVERYDAY)]
            if risk in RINGS
            else [(strange, ALARMS_ELSE), (everyday, ALARMS_EVERYDAY), (sounds, HARD)]
            for risk in HEARD
        },
        seed=seed,
    )


def _ordinary(made: Sequence[invented.Invented]) -> dict[str, list[str]]:
    """Messages that carry hardly any risk, by where they are from."""
    friendly = ("question", "thanks", "praise", "idea")
    return {
        "friendly": [o.text for o in made if o.labels.get("intent") in friendly],
        "cross": [o.text for o in made if o.labels.get("intent") in ("complaint", "request", "chat")],
        "at home": data.massive(),
        "calls": data.said_formally(),
        "tweets": [text for text, _ in data.potts()] + [text for text, _ in data.speech_acts()],
        "about politics": [text for text, is_ in data.germeval2018() if is_ == "no"],
        "rude": [text for text, is_ in data.germeval2018() if is_ == "yes"],
    }


def rules(texts: Sequence[str]) -> list[set[str]]:
    """Of each text the risks that rules find."""
    return [
        {f.value for f in found} for found in Risk().judge([Subject(text, public=True) for text in texts])
    ]


def by(model: Compact) -> Judge:
    """What the learned tasks find."""
    tasks = {risk: f"{RISK}.{risk}" for risk in HEARD}

    def judged(texts: Sequence[str]) -> list[set[str]]:
        found = model.judge(texts, [*tasks.values()])
        return [{risk for risk, task in tasks.items() if one[task].of("yes") >= HEARD[risk]} for one in found]

    return judged


def both(model: Compact) -> Judge:
    """Rules and learned tasks: what either finds."""
    learned = by(model)
    return lambda texts: [a | b for a, b in zip(rules(texts), learned(texts), strict=True)]


def recall(judge: Judge, lines: Sequence[tuple[str, str]]) -> list[Counted]:
    """Of the lines of each risk how many are found under it."""
    found = judge([text for text, _ in lines])
    return [
        (risk, sum(risk in one for one, (_, is_) in zip(found, lines, strict=True) if is_ == risk), sum(is_ == risk for _, is_ in lines))
        for risk in RISKS_FOUND
    ]  # fmt: skip


def precision(judge: Judge, lines: Sequence[tuple[str, str]]) -> list[Counted]:
    """Of the lines that are said to carry a risk how many do. A line that carries two counts for the one that it was written for."""
    found = judge([text for text, _ in lines])
    return [
        (risk, sum(risk in one and is_ == risk for one, (_, is_) in zip(found, lines, strict=True)), sum(risk in one for one in found))
        for risk in RISKS_FOUND
    ]  # fmt: skip


def false_alarms(judge: Judge, texts: Sequence[str]) -> list[Counted]:
    """How many of *texts* are said to carry each risk, and how many to carry one that rings."""
    found = judge(texts)
    told = [(risk, sum(risk in one for one in found), len(texts)) for risk in RISKS_FOUND]
    return [*told, ("rings", sum(bool(one & set(RINGS)) for one in found), len(texts))]


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The interval in which the share lies in 95 of 100 cases (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    wide = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - wide), min(1.0, middle + wide)


def table(title: str, rows: Sequence[Counted], per: int = 100) -> None:
    """Prints shares per *per*, with their intervals."""
    print(f"\n{title}", flush=True)
    for name, hits, of in rows:
        low, high = wilson(hits, of)
        share = per * hits / of if of else 0.0
        print(f"| {name} | {share:.1f} ({per * low:.1f}–{per * high:.1f}) | {hits} of {of:,} |")


def printed(model: Compact) -> None:
    """Everything about risks, the files that nothing was tuned by included."""
    ways = (("rules alone", rules), ("learned alone", by(model)), ("rules and learned", both(model)))
    for name in ("risk_unseen", "risk_unseen2", "risk_everyday", "risk_everyday2"):
        lines = invented.risks_unseen(name)
        for way, judge in ways:
            table(f"{name}.txt, found (%), {way}", recall(judge, lines))
            table(f"{name}.txt, right where found (%), {way}", precision(judge, lines))
            if none := [text for text, is_ in lines if is_ == "none"]:
                table(f"{name}.txt, found where there is none (%), {way}", false_alarms(judge, none))
    angry = [text for text, _ in invented.risks_unseen("risk_angry")]
    for way, judge in ways:
        table(f"risk_angry.txt, found where there is none (%), {way}", false_alarms(judge, angry))
    ordinary(model)


def ordinary(model: Compact) -> None:
    """False alarms on messages of open sets that were not taught from, where nearly nobody is in danger."""
    ways = (("rules alone", rules), ("learned alone", by(model)), ("rules and learned", both(model)))
    sets: list[tuple[str, Callable[[], list[str]]]] = [
        ("PotTS dev", lambda: [text for text, _ in data.potts("dev")]),
        ("MASSIVE dev", lambda: data.massive("dev")),
        ("GermEval 2021", lambda: [text for text, _ in data.germeval2021("Sub1_Toxic")]),
        ("GermEval 2019, not offensive", lambda: [text for text, is_ in data.germeval2019() if is_ == "no"]),
    ]
    for name, read in sets:
        try:
            texts = read()
        except FileNotFoundError:
            continue
        for way, judge in ways:
            table(f"Said to be risky in {name} (per 1,000), {way}", false_alarms(judge, texts), per=1000)
