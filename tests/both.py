"""What is run on PostgreSQL too: where the two databases can differ. All else is tested on SQLite alone, in half of the time.

A test comes in by being in one of PLACES, by real transactions of its own (`django_db(transaction=True)`: those are races),
or by `@pytest.mark.both`. `-m both` selects them; without it any test runs on either database.
"""

import pytest

PLACES = {
    "tests/store/": "statements, queries and locks themselves",
    "tests/torture/": "claims under fire",
    "tests/journeys/test_the_worker_": "claims of a worker that is killed",
    "tests/journeys/test_two_workers_": "claims that several processes want",
    "tests/flow/test_accounts.py": "state and failures in one conditional statement",
    "tests/flow/test_assessment.py": "JSON inside of rows",
    "tests/flow/test_audit.py": "append-only, and seals that wait for whoever is still writing",
    "tests/flow/test_desk.py": "what the lists sort and count, and where nothing stands",
    "tests/flow/test_evidence.py": "sums over many tables, JSON, the same numbers",
    "tests/flow/test_goodwill": "sums that two may not pass at once",
    "tests/flow/test_hiding.py": "claims of measures, one in force at a time",
    "tests/flow/test_holds.py": "holds against claims",
    "tests/flow/test_intake": "bulk writes that meet their like, any text in any field, lengths",
    "tests/flow/test_mandate.py": "nested rows and JSON",
    "tests/flow/test_many": "rows claimed once, called back in the middle",
    "tests/flow/test_outbox": "states that change by condition",
    "tests/flow/test_polling.py": "claims on accounts",
    "tests/flow/test_proof.py": "a chain that two may prolong at once",
    "tests/flow/test_post": "several deliveries in one transaction",
    "tests/flow/test_price.py": "sums of durations",
    "tests/flow/test_reply": "who was first",
    "tests/flow/test_second_pair_laws.py": "a question that two decide at once",
    "tests/flow/test_second_pair_late.py": "sweeps by condition",
    "tests/flow/test_topics.py": "words in rows, compared without case",
    "tests/flow/test_upkeep.py": "what is removed in bulk",
    "tests/flow/test_what_if": "old conversations, read in bulk",
    "tests/flow/test_bulk": "many rows at once, and back",
    "tests/flow/test_insight": "percentiles and hours",
    "tests/flow/test_retention.py": "words found in every table and taken out of them",
    "tests/flow/test_responsib": "the most specific row wins",
    "tests/flow/test_ring": "one ring at one person",
    "tests/flow/test_search": "full text",
}


def on_both(item: pytest.Item) -> bool:
    """Whether *item* is to be run on PostgreSQL too."""
    marked = item.get_closest_marker("django_db")
    races = marked is not None and bool(marked.kwargs.get("transaction"))
    return races or item.nodeid.startswith(tuple(PLACES))
