"""What a mail says anew, what it quotes and what is its signature. The whole text is kept elsewhere; here it is only taken apart.

Each line is of a kind (`mail_lines`), and the order of kinds decides:

- A line that says who wrote (also over several lines, "On … wrote:", "Am … schrieb …:", a block of mail headers) begins what is
  quoted, to the end; unless text stands between quotes further down: then the answers stand there, and all of it is
  visible but for the lines that say who wrote.
- A mail that begins with such a line has its answer below: the quote goes, the rest is visible.
- Quotes at the end go, quotes in the middle stay: an answer needs them.
- "-- " and other drawn lines begin a signature where little follows; so do "Sent from my …" and "-Name" at the end. What
  somebody writes as a greeting stays ("Mit freundlichen Grüßen").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zuruf.core.mail_lines import DASHES, NAME, Kind, Line, lines

MOST_AFTER_DASHES = 15  # lines of a signature after "--"
MOST_AFTER_RULE = 8  # after any other drawn line, which may as well part two halves of a text
CHANNEL = "mail"
QUIET = (Kind.BLANK, Kind.RULE)
_SPEAKS = re.compile(r"\?\s*$|\b(?:ich|mich|mir|mein\w*|i|me|my|help|hilfe)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Folded:
    """`visible` is what was said anew; `quoted` and `signature` what is folded away. Each without empty lines around it."""

    visible: str
    quoted: str = ""
    signature: str = ""

    @property
    def folded(self) -> str:
        """What stands behind "quoted text": "" where that is nothing but drawn lines."""
        whole = "\n\n".join(filter(None, (self.quoted, self.signature)))
        return whole if any(c.isalnum() for c in whole) else ""


def fold(text: str) -> Folded:
    """*text* of a mail, taken apart. Every line is in one of the three, but for empty ones at their edges."""
    all_ = lines(text)
    kept, quoted = _without_quotes(all_)
    kept, signature = _without_signature(kept)
    kept, later = _without_last_quotes(kept)
    return Folded(_joined(kept), _joined(sorted(quoted + later, key=lambda one: one.at)), _joined(signature))


def said(text: str) -> str:
    """What *text* says anew; all of it where that would be nothing."""
    return fold(text).visible or text


def heard(text: str) -> str:
    """What is judged of *text*: what it says anew, and lines below a drawn one in which somebody seems to speak: that no cry for help
    is taken for a signature. Never what is quoted."""
    folded = fold(text)
    below = (line for line in folded.signature.split("\n") if len(line.split()) > 2 and _SPEAKS.search(line))
    return "\n".join(filter(None, (folded.visible, *below))) or text


def _without_quotes(all_: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """What stays, and what is quoted by those lines that say who wrote. Each line is looked at a few times, however many say so."""
    said = [one for one in all_ if one.kind is not Kind.BLANK]
    if not said:
        return list(all_), []
    below = said[0].kind is Kind.INTRO
    if said[0].intro and all(one.kind is Kind.QUOTE for one in said):  # nothing but quotes of quotes
        return [], list(all_)
    answers, text = _answers_between(all_), _text_from(all_)
    kept: list[Line] = []
    quoted: list[Line] = []
    above, at = False, 0
    while (first := next((i for i in range(at, len(all_)) if all_[i].kind is Kind.INTRO), None)) is not None:
        kept += all_[at:first]
        above = above or any(one.kind not in QUIET for one in all_[at:first])
        at = _end_of(all_, first, Kind.INTRO)
        over = _end_of(all_, at, Kind.QUOTE)
        text_after_quote = over > at and text[over]
        if answers[at] or (below and above and text_after_quote):
            quoted += all_[first:at]
        elif above:
            return kept, quoted + list(all_[first:])
        else:
            at = over if text_after_quote else at
            quoted += [*kept, *all_[first:at]]
            kept = []
    return kept + list(all_[at:]), quoted


def _answers_between(all_: Sequence[Line]) -> list[bool]:
    """Of the lines from each on: does text stand between two quotes? What comes after "--" is no text of the mail."""
    found = [False] * (len(all_) + 1)
    begun = ended = (
        False  # the same, where a quote stands before these lines; and where text stands after that
    )
    for i in range(len(all_) - 1, -1, -1):
        match all_[i].kind:
            case Kind.RULE:
                found[i] = begun = ended = False
            case Kind.QUOTE:
                found[i], ended = begun, True
            case Kind.TEXT:
                found[i], begun = found[i + 1], ended
            case Kind.INTRO:
                found[i] = begun = ended = found[i + 1]
            case _:
                found[i] = found[i + 1]
    return found


def _text_from(all_: Sequence[Line]) -> list[bool]:
    """Of the lines from each on: is any of them text?"""
    found = [False] * (len(all_) + 1)
    for i in range(len(all_) - 1, -1, -1):
        found[i] = found[i + 1] or all_[i].kind is Kind.TEXT
    return found


def _end_of(some: Sequence[Line], begin: int, kind: Kind) -> int:
    """Where the lines of *kind* end that stand at *begin*, with empty ones between them; *begin* when there are none."""
    end = begin
    for i in range(begin, len(some)):
        if some[i].kind is kind:
            end = i + 1
        elif some[i].kind is not Kind.BLANK:
            break
    return end


def _without_signature(kept: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """What stays, and the signature at the end."""
    follows = sum(one.kind not in QUIET for one in kept)
    for i, one in enumerate(kept):
        follows -= one.kind not in QUIET
        if one.kind is Kind.RULE and _little(one, follows):
            body, signature = _without_devices(kept[:i])
            return body, signature + list(kept[i:])
    return _without_devices(kept)


def _little(rule: Line, follows: int) -> bool:
    """Whether so many lines after *rule* can be a signature."""
    return follows <= (MOST_AFTER_DASHES if rule.text.strip() in DASHES else MOST_AFTER_RULE)


def _without_devices(kept: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Without "Sent from my …" at the end, and without "-Name" in a paragraph of its own."""
    end = len(kept)
    while end and kept[end - 1].kind in (Kind.DEVICE, *QUIET):
        end -= 1
    if end > 1 and NAME.fullmatch(kept[end - 1].text.strip()) and kept[end - 2].kind is Kind.BLANK:
        end -= 1
    if not any(one.kind is not Kind.BLANK for one in kept[end:]):
        end = len(kept)
    return list(kept[:end]), list(kept[end:])


def _without_last_quotes(kept: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """A quote at the end goes, if anything stands before it."""
    end = len(kept)
    while end and kept[end - 1].kind in (Kind.QUOTE, *QUIET):
        end -= 1
    return (list(kept[:end]), list(kept[end:])) if end else (list(kept), [])


def _joined(some: Sequence[Line]) -> str:
    return "\n".join(one.text.rstrip() for one in some).strip("\n")
