"""Mandates: who may say what without asking."""

from zuruf.flow.author import HOUSE, Author, author, coverage, matter
from zuruf.store.queries.mandate import held

__all__ = ["HOUSE", "Author", "author", "coverage", "held", "matter"]
