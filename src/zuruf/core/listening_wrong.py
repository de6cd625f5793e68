"""What can be wrong with the query of a listening search."""

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """Why a query is not taken. Behind each: what to do."""

    EMPTY = "empty"  # say what to look for
    TOO_LONG = "too_long"  # LONGEST characters; make two searches of it
    TOO_MANY = "too_many"  # MOST words and filters, MOST_AUTHORS authors; make two searches of it
    TOO_DEEP = "too_deep"  # DEEPEST brackets inside of each other
    OPEN_QUOTE = "open_quote"  # a " is missing
    OPEN_BRACKET = "open_bracket"  # a ) is missing
    CLOSE_BRACKET = "close_bracket"  # a ( is missing
    EMPTY_BRACKETS = "empty_brackets"  # nothing between ( and ), or between two quotes
    NO_WORD = "no_word"  # `about` has no letter or digit
    MIXED = "mixed"  # OR beside other words: brackets say what belongs together
    NOTHING_BESIDE = "nothing_beside"  # OR, NEAR or - has nothing to stand with
    NEAR_CHAIN = "near_chain"  # NEAR takes two; write a second pair
    NEAR_WHAT = "near_what"  # NEAR takes words, phrases, hashtags, or some of them in brackets with OR
    NEAR_FAR = "near_far"  # NEAREST to FARTHEST words
    SHORT_PREFIX = "short_prefix"  # SHORTEST letters before a *
    NO_LANGUAGE = "no_language"  # two or three letters: lang:de
    NO_AUTHOR = "no_author"  # a handle or id: from:@name.example.org
    TWICE_NOT = "twice_not"  # a minus inside of what is excluded already
    NO_NEEDLE = "no_needle"  # every alternative needs a word of SHORTEST letters that is not excluded


@dataclass(frozen=True, slots=True)
class Problem:
    """`start`, `end`: characters of the text as typed. `about`: what stands there. `limit`: the number that was passed."""

    code: Wrong
    start: int = 0
    end: int = 0
    about: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Problems:
    """Why a text is no query, in its order; at least one."""

    found: tuple[Problem, ...]
