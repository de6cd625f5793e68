"""Which words tell a person why something was found: no figures, no marks, none of those that stand in every sentence."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from zuruf.core.library_similar import STOP

_EVERYDAY_WORDS = """
aber ab am als an auch auf aus bei beim bin bis da dann das dass dem den denn der des die dies diese doch du durch ein
eine einem einen einer einfach er es etwas für gar habe haben hat ich ihm ihn ihr ihre im in ist ja kann man mehr mein
meine mich mir mit nach nicht noch nun nur ob oder schon sein seid seit sich sie sind so über um und uns unser vom von
vor war was wenn werden wer wie wir wird wo würde zu zum zur alle also damit dann denen dessen deren dieser dieses
dort eben einmal ganz hier immer jetzt lässt lassen macht machen muss noch sehr selbst seine seiner soll viel wieder
wurde a about an and are as at be been but by can do for from had has have he her his i if in is it its just me my of
on or our out she so that the their there they this to up us was we were what when who will with would you your
bereits beide beiden bloß dagegen daher dahin darf darum dessen deswegen dich dir drei eher eigentlich einige einigen
endlich erst erste ersten fast finde fünf gegen geht gehört gemacht gesagt gestern gibt ging gleich habt halt heißt
her hin hinter irgendwie jedoch jetzt kam keinen keiner könnte könnten lang lange langem leider letzte letzten letztes letzter ließ
lässt mag manche meist mindestens mittlerweile morgen möglich müssen müsste nachdem neben nämlich nächste oft per
plötzlich rund sagen sagt sagte schließlich seitdem sieht sodass sogar solche sonst stand statt steht stehen tun
trotzdem überhaupt übrigens ungefähr unter usw vier viele vielen vielleicht voll völlig vorher wären während wegen
weiter weitere wem wen wenigstens wäre wohl wollen wollte worden zwar zwei zwischen above already always another
anyone anything around away back because before being both came come did done down each even ever every few first give
go goes going gone got here hers him however into keep last let like little long made make many may maybe might months
most much must never next none nor off often once one only other others over own per please put quite rather really
right said same saw say says see seen several she since still such take tell than though three through today together
tomorrow too took two under until upon use used very want wants way week weeks well went were while whole within
without yes yet yesterday
"""
_SAY_SOMETHING_WORDS = """
bitte danke thanks thank please warum wann wieso weshalb why when how never nie kein keine lieber gern guten good
"""
_WORD = re.compile(r"\w+")
_SAY_SOMETHING = frozenset(_SAY_SOMETHING_WORDS.split())
_HANGING_WORDS = "kein keine keinen keiner keinem nie never nicht not no lieber gern guten good"
_HANGING = frozenset(_HANGING_WORDS.split())
"""Words that say something only with the one behind them."""
_EVERYDAY = (frozenset(_EVERYDAY_WORDS.split()) | STOP) - _SAY_SOMETHING


def telling(said: Iterable[str], most: int = 4) -> tuple[str, ...]:
    """Those of the words *said* that tell something, at most so many, each once. Emoji stay."""
    kept: dict[str, str] = {}
    for word in filter(_tells, said):
        if len(kept) == most:
            break
        kept.setdefault(word.casefold(), word)
    return tuple(kept.values())[:most]


@lru_cache(maxsize=20_000)  # people use the same words
def _tells(word: str) -> bool:
    if any(unicodedata.category(c) == "So" for c in word):
        return True
    letters = sum(c.isalpha() for c in word)
    return letters > 1 and 2 * letters > len(word) and word.casefold() not in _EVERYDAY


def shown(words: Sequence[str], text: str) -> tuple[str, ...]:
    """*words* as a person reads them beside *text*: "keine Panik" instead of "keine", which alone is left out, and none that stands in
    another of them."""
    whole = [*dict.fromkeys(filter(None, (_with_next(word, text) for word in words)))]
    low = [f" {' '.join(_WORD.findall(word.casefold()))} " for word in whole]
    return tuple(
        word
        for word, one in zip(whole, low, strict=True)
        if not one.strip() or not any(one in other and one != other for other in low)
    )


def _with_next(word: str, text: str) -> str:
    if word.casefold() not in _HANGING:
        return word
    found = re.search(rf"(?<!\w){re.escape(word)}\s+\w+", text, re.IGNORECASE)
    return " ".join(found[0].split()) if found else ""
