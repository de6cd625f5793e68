"""What rules and the learned model say together, and what follows from it: is it about us, and does it deserve an answer?

A rule that is certain stands; where rules find nothing the model speaks, at less than its own word, since it learned from texts that
are not this house's. Whether something deserves an answer is a sum whose parts are its reasons.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zuruf.core.triage import RINGS, RISKS_FOUND, Assessment, Finding, Reason, Subject

Learned = Mapping[str, Mapping[str, float]]
"""task → label → how probable."""
Taught = Mapping[str, Sequence[Finding]]
"""label → what somebody said of a message nearly the same, () for none of them."""
ADDED = ("risk",)
"""Labels under which an example adds what it says and takes nothing away: no risk is ever unlearned."""
EVEN = 100
"""Examples from which on what the house taught counts as much as what ships."""
BY_RULES = ("language", "urgent", "deserves_answer")
"""Labels for which nothing learned ships: of what the house taught only its part is told, and what is missing to 1 is the rules'."""
YES_NO = ("toxic", "engaging", "factclaiming")
TRUST = 0.8
"""What a probability of the model counts for where no rule says the same: on strange texts it is surer than it is right."""
HEARD = {"self_harm": 0.6, "threat": 0.5, "legal": 0.5, "health": 0.8, "politics": 0.9}
"""Risks that the model says by itself, and from which probability on. Of messages that it was never taught anything like it says press and
personal data too easily, health and politics only where it is sure: of 154 invented messages and answers of a company 15, 8, 7 and 2 at 0.5.
Self-harm at 0.5 is found in five of 202 lines that only sound like it, from 0.6 on in two, and then no less of those that carry it."""
TAUGHT_IN = ("de", "en", "")
CERTAINLY, LETTERS, LETTERS_OF = 0.9, 25, 500
"""How probable another language is, and of how many letters, that the model is not asked: "Peinlich." alone is taken for French."""
MOOD = 1.0
"""What a mood that rules found adds to the logarithm of the model's probability."""
CERTAIN = 0.7
"""From here on a rule stands by itself."""
GUESSED = 0.45
"""What a want counts at most for that the model alone says and that something else speaks against: a guess, which a person looks at."""
GLAD, HARMLESS = ("praise", "thanks"), ("praise", "thanks", "idea", "chat")
"""Wants that a bad mood speaks against; that danger to somebody's life does."""
WORTH = {
    "question": 2.2, "request": 2.2, "complaint": 2.2, "idea": 1.2, "praise": 0.6, "thanks": -0.4, "abuse": -0.8, "spam": -3.5, "chat": -1.5,
}  # fmt: skip
"""What an intent adds to whether something deserves an answer."""
RISK, DIRECT, STRANGE, URGENT, ENGAGING, NOTHING = 3.0, 1.2, -1.6, 1.0, 0.4, -1.2


def together(
    rules: Sequence[Finding], learned: Learned, s: Subject, taught: Taught | None = None
) -> tuple[Finding, ...]:
    """All findings of one message: those of *rules*, completed by what the model *learned* says of it, and put right where somebody
    said so of one like it (*taught*). In a language that the model was not taught it says nothing but risks."""
    taught = taught or {}
    rules = put_right(
        _leaning(rules, learned), {label: taught[label] for label in taught if label == "language"}
    )
    by_house = learned.get("deserves_answer")
    if foreign(rules, s):
        learned = {task: said for task, said in learned.items() if task.startswith("risk.")}
    others = [f for f in rules if f.label not in ("sentiment", "intent", "risk")]
    others += _risks([f for f in rules if f.label == "risk"], learned)
    moods = [f for f in rules if f.label == "sentiment"]
    intents = [f for f in rules if f.label == "intent"]
    mood = _mood(moods, learned.get("sentiment"))
    found = [*others, *mood, *_intents(intents, learned, [*others, *mood])]
    found += _yes_no(found, learned)
    found = put_right(found, taught)
    about = None if "relevant" in taught else relevant(found, learned.get("relevant"), s)
    found += [about] if about else []
    if "deserves_answer" not in taught:
        found.append(leaned(deserves(found, s), by_house))
    return tuple([_rounded(f) for f in found])


def _rounded(f: Finding) -> Finding:
    p = round(f.probability, 2)
    return Finding(f.label, f.value, p, f.reasons, f.unsure)


def blended(shipped: Learned, house: Learned, examples: Mapping[str, int]) -> Learned:
    """What the shipped model and the house's own say of the same task, the latter the more the more *examples* it has learned from
    (task → how many). Of BY_RULES only the house's part."""
    made = dict(shipped)
    for task, said in house.items():
        n = examples.get(task, 0)
        own = n / (n + EVEN)
        before = shipped.get(task)
        if before:
            made[task] = {
                v: (1 - own) * before.get(v, 0.0) + own * said.get(v, 0.0) for v in {*before, *said}
            }
        else:
            made[task] = {v: own * p for v, p in said.items()} if task in BY_RULES else said
    return made


def leaned(found: Finding, house: Mapping[str, float] | None) -> Finding:
    """What rules *found* under one of BY_RULES, and the part that the *house*'s own model has in it: another value where both together
    make that the more probable."""
    if not house:
        return found
    left = max(0.0, 1 - sum(house.values()))
    scores = {**house, found.value: house.get(found.value, 0.0) + left * found.probability}
    if other := {"yes": "no", "no": "yes"}.get(found.value):
        scores[other] = house.get(other, 0.0) + left * (1 - found.probability)
    value = max(scores, key=lambda v: scores[v])
    if value == found.value:
        return Finding(found.label, value, max(scores[value], 0.5), found.reasons)
    return Finding(found.label, value, scores[value], (Reason("house"),)) if scores[value] >= 0.5 else found


def _leaning(rules: Sequence[Finding], learned: Learned) -> list[Finding]:
    return [leaned(f, learned.get(f.label)) if f.label in ("language", "urgent") else f for f in rules]


def put_right(found: Sequence[Finding], taught: Taught) -> list[Finding]:
    """*found* with what examples say in its place; under ADDED beside it."""
    made = [f for f in found if f.label not in taught or f.label in ADDED]
    there = {(f.label, f.value) for f in made}
    return made + [f for said in taught.values() for f in said if (f.label, f.value) not in there]


def relevant(found: Iterable[Finding], learned: Mapping[str, float] | None, s: Subject) -> Finding | None:
    """Is it about us? None where nobody can say."""
    if s.direct:
        return Finding("relevant", "yes", 0.97, (Reason("direct"),))
    if named := _named(s):
        return Finding("relevant", "yes", 0.9, (Reason("named", named),))
    if any(f.label == "intent" and f.value == "spam" and f.probability >= CERTAIN for f in found):
        return Finding("relevant", "no", 0.85, (Reason("spam"),))
    if not learned:
        return None
    yes = learned.get("yes", 0.5)
    p = 0.5 + (max(yes, 1 - yes) - 0.5) * TRUST
    return Finding("relevant", "yes" if yes >= 0.5 else "no", p, (Reason("learned"),))


def foreign(found: Iterable[Finding], s: Subject) -> bool:
    """Is it certainly in none of TAUGHT_IN? Of few Latin letters nobody can tell."""
    if not any(
        f.label == "language" and f.value not in TAUGHT_IN and f.probability >= CERTAINLY for f in found
    ):
        return False
    letters = [c for c in s.text[:LETTERS_OF] if c.isalpha()]
    return len(letters) >= LETTERS or sum(c > "\u024f" for c in letters) > len(letters) / 2


def deserves(found: Iterable[Finding], s: Subject) -> Finding:
    """Does it deserve an answer? The parts that spoke for it or against it are the reasons, the weightiest first. What nobody here can
    read is a coin's toss, so that a person looks at it."""
    parts: dict[str, float] = {}
    found = list(found)
    intents = [f for f in found if f.label == "intent" and f.value in WORTH]
    for f in intents:
        parts[f.value] = WORTH[f.value] * min(1.0, f.probability / CERTAIN)
    if best := max((parts[f.value] for f in intents), default=0.0):
        parts = {code: v for code, v in parts.items() if v == best or (v < 0 and best <= 0)}
    if any(
        f.label == "risk" and f.value in RINGS for f in found
    ):  # that it looks like spam besides says nothing
        parts = {code: v for code, v in parts.items() if v > 0}
    for f in found:
        if f.label == "risk" and f.value:
            parts[f"risk:{f.value}"] = RISK
        elif f.label == "urgent" and f.value == "yes":
            parts["urgent"] = URGENT
        elif f.label == "relevant":
            part = _about(f) if f.value == "yes" else "strange"
            parts[part] = (DIRECT if f.value == "yes" else STRANGE) * min(1.0, f.probability / CERTAIN)
        elif f.label == "engaging" and f.value == "yes" and not intents:
            parts["engaging"] = ENGAGING
    if not any(ch.isalpha() for ch in s.text):
        parts["no_words"] = NOTHING
    if not parts and foreign(found, s):
        return Finding("deserves_answer", "yes", 0.5, (Reason("other_language"),))
    p = 1 / (1 + math.exp(-(sum(parts.values()) - 0.6)))
    told = sorted(parts, key=lambda code: -abs(parts[code]))
    speak = [code for code in told if (parts[code] > 0) == (p >= 0.5)] or told
    reasons = tuple(Reason(code) for code in speak[:4]) or (Reason("no_sign"),)
    return Finding("deserves_answer", "yes" if p >= 0.5 else "no", max(p, 1 - p), reasons)


def _about(relevant: Finding) -> str:
    """How anybody knows that it is about us, as a part of why it deserves an answer."""
    codes = [r.code for r in relevant.reasons]
    return next((code for code in codes if code in ("direct", "heard", "named")), "about_us")


def as_heard(one: Assessment) -> Assessment:
    """*one*, of a message that nobody wrote to us: somebody here took it from what listening found."""
    return replace(one, findings=tuple(replace(f, reasons=_as_heard(f.reasons)) for f in one.findings))


def _as_heard(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(replace(r, code="heard") if r.code == "direct" else r for r in reasons)


def _risks(rules: Sequence[Finding], learned: Learned) -> list[Finding]:
    """What rules found, and beside it what the model alone says: no rule is needed, and the model takes none away. The gravest first."""
    found = {f.value: f for f in rules}
    for risk, least in HEARD.items():
        yes = learned.get(f"risk.{risk}", {}).get("yes", 0.0)
        if yes >= least and risk not in found:
            found[risk] = Finding("risk", risk, 0.5 + (yes - 0.5) * TRUST, (Reason("learned"),))
    return [found[risk] for risk in RISKS_FOUND if risk in found]


def _mood(rules: Sequence[Finding], learned: Mapping[str, float] | None) -> list[Finding]:
    if not learned:
        return [*rules]
    rule = rules[0] if rules else None
    by_rule = rule.value if rule and any(r.words for r in rule.reasons) else ""
    if rule and by_rule == "mixed" and abs(learned.get("positive", 0) - learned.get("negative", 0)) < 0.5:
        return [rule]
    scores = {c: math.log(p + 1e-6) + (MOOD if c == by_rule else 0) for c, p in learned.items()}
    total = sum(math.exp(v) for v in scores.values())
    value = max(scores, key=lambda c: scores[c])
    p = math.exp(scores[value]) / total
    reasons = rule.reasons if rule and value == by_rule else (Reason("learned"),)
    return [Finding("sentiment", value, p, reasons)]


def _intents(rules: Sequence[Finding], learned: Learned, others: Sequence[Finding]) -> list[Finding]:
    """What rules found of what somebody wants, and what the model says; *others*: risks and mood of the same message."""
    said = learned.get("intent")
    if not said:
        return [*rules]
    found = [
        Finding(
            "intent",
            f.value,
            min(0.98, max(0.3, f.probability + 0.2 * (said.get(f.value, 0) - 0.4))),
            f.reasons,
        )
        for f in rules
    ]
    value = max(said, key=lambda v: said[v])
    p = TRUST * said[value]
    if value == "abuse" and learned.get("offensive", {}).get("yes", 1.0) < 0.5:
        p = min(p, GUESSED)  # nobody is called abusive by one judge alone
    if _against(value, others):
        p = min(p, GUESSED)
    unsaid = value not in {f.value for f in found}
    if unsaid and (not found or (p >= 0.6 and max(f.probability for f in found) < CERTAIN)):
        found.append(Finding("intent", value, p, (Reason("learned"),)))
    if len(found) > 1:
        found = [f for f in found if f.value != "chat"] or found
    return sorted(found, key=lambda f: -f.probability)


def _against(value: str, others: Iterable[Finding]) -> bool:
    """Does the mood or a risk speak against the want *value*? "Super, schon wieder kein Strom" is no praise, a threat no idea."""
    return any(
        (f.label == "sentiment" and f.value == "negative" and f.probability >= CERTAIN and value in GLAD)
        or (f.label == "risk" and f.value in RINGS and value in HARMLESS)
        for f in others
    )


def _yes_no(found: Iterable[Finding], learned: Learned) -> list[Finding]:
    abuse = next(
        (f for f in found if f.label == "intent" and f.value == "abuse" and f.probability >= 0.8), None
    )
    made = []
    for label in YES_NO:
        said = learned.get("offensive" if label == "toxic" else label)
        if said is None:
            continue
        yes = said.get("yes", 0.0)
        if abuse and label == "toxic" and yes < abuse.probability:
            made.append(Finding(label, "yes", abuse.probability, abuse.reasons))
        else:
            made.append(
                Finding(label, "yes" if yes >= 0.5 else "no", max(yes, 1 - yes), (Reason("learned"),))
            )
    return made


def _named(s: Subject) -> tuple[str, ...]:
    """Names of ours that stand in the text as words."""
    low = s.text.casefold()
    there = [n for n in s.ours if n.casefold() in low]
    return tuple(n for n in there if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", s.text, re.IGNORECASE))[:3]
