"""What a proposed step would change in a mandate, line by line."""

from dataclasses import replace
from typing import Any

from zuruf.core.mandate import Risk
from zuruf.store.queries.mandate_page import Choices, MandateView
from zuruf.web.mandate_words import Changed, Names, differences

__all__ = ["Changed", "changes", "names"]


def names(choices: Choices) -> Names:
    """What things are called, by their keys."""
    return Names.of(choices)


def changes(m: MandateView | None, suggests: dict[str, Any], called: Names) -> list[Changed]:
    """Before and after of each field that the step changes; [] when the mandate is not known."""
    if m is None:
        return []
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in suggests.items()}
    if "highest_risk" in suggests:
        fields["highest_risk"] = Risk(suggests["highest_risk"])
    return differences(m.terms, replace(m.terms, **fields), called)
