"""What is wanted, in the words of each database's full-text index: FTS5's MATCH, PostgreSQL's tsquery.

Terms are letters, digits, "_" and "-" only (classifiers.terms); they are quoted all the same.
"""

from zuruf.core.search_match import Alternative, Group, Wanted


def fts5(wanted: Wanted) -> str:
    """An expression for MATCH. *wanted* has at least one group that must fit."""
    text = " AND ".join(map(_fts5_group, wanted.all_of))
    if wanted.none_of:
        text = f"({text}) NOT ({' OR '.join(map(_fts5_group, wanted.none_of))})"
    return text


def _fts5_group(group: Group) -> str:
    return f"({' OR '.join(map(_fts5, group))})"


def _fts5(one: Alternative) -> str:
    phrase = '"' + " ".join(term.replace('"', '""') for term in one.terms) + '"' + ("*" if one.begins else "")
    return f"who : {phrase}" if one.who else phrase


def tsquery(wanted: Wanted) -> str:
    """The same as a tsquery, to be cast from text: `vector` has the author's terms with "@" before them."""
    parts = [*map(_ts_group, wanted.all_of), *(f"!{_ts_group(group)}" for group in wanted.none_of)]
    return " & ".join(parts)


def _ts_group(group: Group) -> str:
    return f"({' | '.join(text for one in group for text in _ts(one))})"


def _ts(one: Alternative) -> list[str]:
    return [
        "("
        + " <-> ".join(
            _lexeme(sign + term, one.begins and n == len(one.terms))
            for n, term in enumerate(one.terms, start=1)
        )
        + ")"
        for sign in (("@",) if one.who else ("", "@"))
    ]


def _lexeme(term: str, begins: bool) -> str:
    quoted = term.replace("\\", "").replace("'", "''")
    return f"'{quoted}'" + (":*" if begins else "")
