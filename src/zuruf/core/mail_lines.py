"""What a line of a mail's text is: said anew, quoted, drawn, a device's own words, or what says who wrote the quoted part.

The words are those that mail programs write by themselves, in the languages that European mail is quoted in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    BLANK = "blank"
    TEXT = "text"
    QUOTE = "quote"
    RULE = "rule"  # nothing but drawn: "-- ", "_____"
    DEVICE = "device"  # "Sent from my …"
    INTRO = "intro"  # says who wrote what follows, when and to whom


@dataclass(frozen=True, slots=True)
class Line:
    """`at`: its number in the text. `intro`: a quoted line that says who wrote."""

    at: int
    text: str
    kind: Kind
    intro: bool = False


LONGEST = 400  # characters of a line that a mail program wrote by itself
MOST_JOINED = 4  # lines over which "On … wrote:" may be broken
DASHES = ("--", "—", "––")
NAME = re.compile(r"-[^\W\d_][\w.]*(?: [^\W\d_][\w.]*){0,2}")

_RULE = re.compile(r"(?:([-_*#~=+—–])\1+|—|ᐧ)")
_QUOTE = re.compile(r"\s{0,3}>|[A-Za-z]{1,15}>(?:\s|$)|\|(?:\s|$)")
_FENCE = re.compile(r"\s{0,3}```")

_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|schreibt|geschrieben|a [ée]crit|escribi[óo]|escreveu|ha scritto|schreef|geschreven|skrev"
    r"|kirjoitti|napsal(?:\(a\))?|napísal|írta|yazdı|a scris|написал|пишет|пише|написав)\b|napisał|写道|寫道",
    re.IGNORECASE,
)
_TO_US = re.compile(r"\bschr(?:ieb|eibt)\s+(?:mir|uns|ich|er|sie|wir|man|dazu)\b", re.IGNORECASE)
_WHO = re.compile(r"<[^<>\s]*@|\S@\S|mailto:")
_WHEN = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d\b|\d{1,2}/\d{1,2}/\d{2,4}|\d年")
_LEAD = re.compile(
    r"(?:On|At|Am|Le|El|Il|Op|Em|Den|Dnia|W dniu|Dne|Ter|In data|Pada|Vào|在|\d{1,4})(?:\s|\b)", re.IGNORECASE
)
_ENDS = re.compile(r"[:：]\s*$|\bwrote\s*-{2,}\s*$", re.IGNORECASE)
_STAMP = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}\b.{0,20}(?:GMT|UTC)?[+-]?[\d:]*\s+\S.*")

_ORIGINAL = re.compile(
    r"(\W*+)(?:original[ -]?(?:message|nachricht|mail)|urspr[üu]ngliche (?:nachricht|mail)|forwarded (?:message|by)"
    r"|weitergeleitete (?:nachricht|mail)|message (?:d'origine|original|transf[ée]r[ée])|mensaje (?:original|reenviado)"
    r"|messaggio (?:originale|inoltrato)|oorspronkelijk bericht|mensagem original|wiadomość oryginalna)\b.*",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:réexpédié|transféré))\s*:",
    re.IGNORECASE,
)
_FROM = r"from|von|de|da|van|fra|från|od|expéditeur|absender|lähettäjä|от|від|发件人"
_HEADERS = (
    r"sent|date|to|cc|bcc|subject|reply-to|importance|gesendet|datum|an|kopie|betreff|antwort an|envoyé|à|objet|enviado|fecha"
    r"|para|asunto|assunto|inviato|data|a|oggetto|risposta|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne"
    r"|wysłano|do|temat|отправлено|дата|кому|тема"
)
_FROM_LINE = re.compile(rf"[*_\s]*(?:{_FROM})[*_]*\s?:[*_]*\s*\S.*", re.IGNORECASE)
_HEADER_LINE = re.compile(rf"[*_\s]*(?:{_HEADERS})[*_]*\s?:[*_]*(?:\s.*|$)", re.IGNORECASE)

_THINGS = (
    r"i?phone|ipad|ipod|mobil\w*|handy|smartphone|cell|galaxy|samsung|android\w*|blackberry|windows|outlook|mail\w*|airmail"
    r"|yahoo|gmail|gmx|web\.de|t-online|thunderbird|htc|alcatel|huawei|xiaomi|pixel|nokia|sony|tablet|device|telefon|gerät"
    r"|proton\w*|spark|fairphone|posteo|k-9"
)
_DEVICE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"[(<\[*_]*sent (?:from|via|with|by|using)\b[^,.;]{{0,60}}?\b(?:{_THINGS})\b.{{0,120}}",
        r"sent from my [\w-]+",
        rf"(?:from my|\w+ from) (?:{_THINGS})\b[\w ]{{0,20}}",
        r"get \[?outlook for .{0,100}",
        rf"von mein(?:em|er)\b.{{0,60}}(?:gesendet|geschickt|verschickt)\.?|von (?:unterwegs|{_THINGS}) gesendet\.?",
        rf"(?:gesendet|verschickt) (?:von|mit|über|aus|via)\b[^,;]{{0,60}}?\b(?:{_THINGS}|app)\b.{{0,100}}",
        r"diese (?:nachricht|e-?mail|mail) wurde (?:von|mit)\b.{0,80}\b(?:gesendet|verschickt)\.?",
        r"(?:holen sie sich |laden sie )?outlook für (?:android|ios|mac)\b.{0,100}",
        rf"envoyé (?:depuis|de|à partir de|avec|via)\b.{{0,40}}\b(?:{_THINGS}|app\w*)\b.{{0,80}}",
        rf"(?:verzonden|enviado|inviato|skickat|sendt|wysłane)\s.{{0,40}}\b(?:{_THINGS})\b.{{0,80}}",
        r"從我的.{1,30}傳送|发自我的.{1,30}",
    )
)


def lines(text: str) -> list[Line]:
    """The lines of *text*, each with its kind. Code between ``` is text."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kinds = _alone(raw)
    for first, last in _intros(raw, kinds):
        for i in range(first, last):
            kinds[i] = Kind.INTRO if raw[i].strip() else Kind.BLANK
    quoted = [kinds[i] is Kind.QUOTE and _says_who(_bare(raw[i])) for i in range(len(raw))]
    return [Line(i, raw[i], kinds[i], quoted[i]) for i in range(len(raw))]


def _alone(raw: Sequence[str]) -> list[Kind]:
    """The kind of each line by itself."""
    kinds, code = [], False
    closed = sum(1 for line in raw if _FENCE.match(line)) % 2 == 0
    for line in raw:
        if closed and _FENCE.match(line):
            code = not code
            kinds.append(Kind.TEXT)
        else:
            kinds.append(Kind.TEXT if code and line.strip() else _kind(line))
    return kinds


def _kind(line: str) -> Kind:
    bare = line.strip()
    if not bare:
        return Kind.BLANK
    if _RULE.fullmatch(bare):
        return Kind.RULE
    if _QUOTE.match(line):
        return Kind.QUOTE
    if len(bare) <= 200 and any(pattern.fullmatch(bare) for pattern in _DEVICE):
        return Kind.DEVICE
    return Kind.TEXT


def _intros(raw: Sequence[str], kinds: Sequence[Kind]) -> list[tuple[int, int]]:
    """Where lines say who wrote: (first, after the last)."""
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(raw):
        end = _intro_at(raw, kinds, i)
        if end > i:
            found.append((i, end))
        i = max(end, i + 1)
    return found


def _intro_at(raw: Sequence[str], kinds: Sequence[Kind], i: int) -> int:
    """Where an intro that begins at line *i* ends; *i* when none does."""
    if kinds[i] not in (Kind.TEXT, Kind.RULE, Kind.DEVICE) or len(raw[i]) > LONGEST:
        return i
    bare = raw[i].strip()
    if _original(bare) or _FORWARD.fullmatch(bare):
        after = next((j for j in range(i + 1, min(i + 4, len(raw))) if raw[j].strip()), i + 1)
        return max(_headers(raw, after), i + 1)
    if _FROM_LINE.fullmatch(bare) and (end := _headers(raw, i)) > i:
        return end
    return _wrote(raw, i)


def _original(bare: str) -> bool:
    """ "----- Original message -----", whatever stands before the dashes."""
    found = _ORIGINAL.fullmatch(bare)
    return found is not None and found[1].rstrip().endswith("--")


def _headers(raw: Sequence[str], i: int) -> int:
    """The end of a block of mail headers at *i*: a "From:" and at least two more; one may run over into a second line."""
    if i >= len(raw) or not _FROM_LINE.fullmatch(raw[i].strip()):
        return i
    end, known, loose = i + 1, 0, 0
    while end < len(raw) and end < i + 14 and raw[end].strip():
        if _HEADER_LINE.fullmatch(raw[end].strip()):
            known, loose = known + 1, 0
        elif loose:
            break
        else:
            loose = 1
        end += 1
    return end - loose * (end < len(raw) and bool(raw[end].strip())) if known >= 2 else i


def _wrote(raw: Sequence[str], i: int) -> int:
    """The end of "On … wrote:" that begins at *i*, in one line or broken over a few; *i* when it is none."""
    joined = ""
    j = taken = 0
    for j in range(i, min(i + 2 * MOST_JOINED, len(raw))):
        bare = raw[j].strip()
        if not bare:
            later = next((raw[k].strip() for k in range(j + 1, min(j + 3, len(raw))) if raw[k].strip()), "")
            if later.startswith("<") and not later.endswith(">>"):
                continue
            return i
        joined = f"{joined} {bare}".strip()
        taken += 1
        if len(joined) > LONGEST or taken > MOST_JOINED:
            return i
        if _says_who(joined) and (taken == 1 or _LEAD.match(joined) or _WHO.search(raw[i])):
            return j + 1
    return i


def _says_who(joined: str) -> bool:
    if _STAMP.fullmatch(joined) and (re.search(r"\b(?:GMT|UTC)[+-]", joined) or _WHO.search(joined)):
        return joined.endswith((":", ">")) or "<" not in joined
    if not _ENDS.search(joined) or not _WROTE.search(joined) or _TO_US.search(joined):
        return False
    return bool(_WHO.search(joined) or (_WHEN.search(joined) and _LEAD.match(joined)) or _dated(joined))


def _dated(joined: str) -> bool:
    """A year, and the verb at the very end, as some languages put it without any word before."""
    return bool(
        re.search(r"\b20\d\d\b", joined) and re.search(r"\w[)]?\s*[:：]$", joined) and len(joined) < 150
    )


def _bare(line: str) -> str:
    """Without the marks of a quote."""
    return re.sub(r"^[\s>|]+", "", line).strip()
