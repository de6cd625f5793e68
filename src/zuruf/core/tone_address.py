"""How a text speaks to its reader: du (also ihr, euch) or Sie. German; words in quotation marks are somebody else's.

"Sie" and "Ihr" at the head of a sentence can be she, they or her; they count when the verb beside them says so, and as
a weak sign otherwise. A weak sign decides nothing where there is a strong one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_text import Sentence, Text, Token

DU, SIE = "du", "sie"


@dataclass(frozen=True, slots=True)
class Sign:
    """A word that addresses the reader. `sure` False: it may mean somebody else."""

    form: str
    token: Token
    sure: bool = True


_DU = {"du", "dir", "dich", "dein", "deine", "deinem", "deinen", "deiner", "deines", "deins", "dir's", "euch"}
_DU |= {"euer", "eure", "eurem", "euren", "eurer", "eures", "dus", "du's", "deinetwegen"}
_SECOND = {  # verbs that only go with du
    "bist", "hast", "kannst", "musst", "willst", "weißt", "weisst", "magst", "darfst", "sollst", "wirst", "warst",
    "hattest", "hättest", "wärst", "wärest", "könntest", "solltest", "müsstest", "dürftest", "würdest", "wolltest",
    "möchtest", "gibst", "siehst", "findest", "gehst", "machst", "brauchst", "denkst", "meinst", "glaubst", "tust",
    "kommst", "sagst", "hörst", "schaust", "nimmst", "bekommst", "kriegst", "verstehst", "kennst", "wusstest",
    "konntest", "musstest", "durftest", "schreibst", "stehst", "hältst", "lässt du", "gehörst", "liest du",
}  # fmt: skip
_SECOND_PLURAL = {
    "habt", "seid", "könnt", "müsst", "wollt", "dürft", "sollt", "werdet", "wart", "hattet", "hättet", "wärt",
    "könntet", "solltet", "würdet", "wisst", "mögt", "möchtet", "gebt", "seht", "findet", "geht", "macht", "braucht",
    "kommt", "schreibt", "meldet", "schaut", "nehmt", "bekommt", "kriegt", "steht", "bleibt", "schickt", "ruft",
}  # fmt: skip
_COMMAND = {  # at the head of a sentence only somebody who says du speaks so
    "schreib", "schick", "sag", "schau", "komm", "nimm", "gib", "melde", "sieh", "lies", "ruf", "lass", "probier",
    "hab", "mach", "geh", "denk", "stell", "versuch", "wähl", "klick", "öffne", "prüf", "nutz", "such", "sei",
    "genieß", "pass", "hör", "frag", "bring", "sende", "lad", "tipp", "bleib", "halt", "teil", "guck", "drück",
    "vergiss", "erzähl", "verrat", "nenn", "warte", "freu", "erinnere", "beschreib", "merk", "check", "trag",
}  # fmt: skip
_SIE = {"sie", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ihres", "ihretwegen", "ihrerseits"}
_THIRD = {
    "ist",
    "war",
    "hat",
    "hatte",
    "wird",
    "kann",
    "muss",
    "soll",
    "will",
    "wurde",
    "mag",
    "darf",
    "würde",
    "sei",
}
_THIRD |= {
    "ging",
    "kam",
    "sah",
    "sagte",
    "machte",
    "gab",
    "konnte",
    "musste",
    "wollte",
    "sollte",
    "weiß",
    "tut",
}
_QUOTED = re.compile(r"„[^“”\"\n]{1,300}[“”\"]|»[^«\n]{1,300}«|“[^”\n]{1,300}”|\"[^\"\n]{1,300}\"")
TO_SIE = {
    "du": "Sie", "dich": "Sie", "dir": "Ihnen", "euch": "Sie; Ihnen", "ihr": "Sie", "euer": "Ihr", "eure": "Ihre",
    "dein": "Ihr", "deine": "Ihre", "deinem": "Ihrem", "deinen": "Ihren", "deiner": "Ihrer", "deines": "Ihres",
    "eurem": "Ihrem", "euren": "Ihren", "eurer": "Ihrer", "eures": "Ihres", "bist": "sind", "hast": "haben",
    "kannst": "können", "musst": "müssen", "willst": "wollen", "möchtest": "möchten", "könntest": "könnten",
}  # fmt: skip
TO_DU = {
    "sie": "du", "ihnen": "dir", "ihr": "dein", "ihre": "deine", "ihrem": "deinem", "ihren": "deinen",
    "ihrer": "deiner", "ihres": "deines",
}  # fmt: skip


def signs(text: Text) -> tuple[Sign, ...]:
    """Every word that addresses the reader, in the order of the text; () in other languages than German."""
    if text.language != "de":
        return ()
    quoted = [m.span() for m in _QUOTED.finditer(text.text)]
    found = [s for sentence in text.sentences for s in _of(sentence)]
    return tuple(s for s in found if not any(a <= s.token.start < b for a, b in quoted))


def form(found: Sequence[Sign]) -> str:
    """ "du", "sie", "both" or "" (nobody is addressed, or nobody can tell)."""
    sure = {s.form for s in found if s.sure}
    forms = sure or {s.form for s in found}
    return "both" if len(forms) > 1 else next(iter(forms), "")


def _of(sentence: Sentence) -> Iterator[Sign]:
    tokens = sentence.tokens
    for i, token in enumerate(tokens):
        low, after = token.low, tokens[i + 1].low if i + 1 < len(tokens) else ""
        before = tokens[i - 1].low if i else ""
        capital = token.text[:1].isupper()
        if low == "du" and after in ("meine", "lieber", "liebe"):
            continue  # "Du meine Güte"
        if (
            low in _DU
            or low in _SECOND
            or (low == "ihr" and (after in _SECOND_PLURAL or before in _SECOND_PLURAL))
        ):
            yield Sign(DU, token)
        elif i == 0 and low in _COMMAND and after not in ("sie", "ich", "wir"):
            yield Sign(DU, token, sure=after not in ("", "es"))
        elif low in _SIE and capital and not token.text.isupper():
            if i:
                yield Sign(SIE, token)
            elif low != "sie" or after not in _THIRD:
                yield Sign(SIE, token, sure=False)


def findings(text: Text, wanted: str, why: str) -> tuple[Finding, ...]:
    """Where the text speaks otherwise than *wanted* ("du" | "sie"; "" = both are welcome, but one of them). *why*:
    whose wish that is, "account" | "thread" | "asker"."""
    found = signs(text)
    speaks = form(found)
    if not wanted:
        if speaks != "both":
            return ()
        wanted = next(s.form for s in found if s.sure)
        why = "mixed"
    other = [s for s in found if s.form != wanted and (s.sure or speaks != "both")]
    return tuple(
        Finding(
            Kind.ADDRESS, s.token.start, s.token.end, f"{why}_{wanted}", s.token.text, _instead(s, wanted)
        )
        for s in other
        if s.sure or speaks == s.form
    )


def _instead(sign: Sign, wanted: str) -> tuple[str, ...]:
    table = TO_SIE if wanted == SIE else TO_DU
    said = table.get(sign.token.low, "")
    return tuple(part.strip() for part in said.split(";") if part.strip())
