"""How long the laws are searched: as short as `make test` can bear, or as long as somebody wishes.

`DEEP=20 pytest tests/flow/test_outbox_laws.py` tries twenty times as much and elsewhere each time. Without it the search is the
same each time, so that nobody's change fails by chance.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

DEEP = float(os.environ.get("DEEP", "0"))
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


def tries(usual: int, *, on_postgres: int | None = None) -> int:
    """*usual* in an ordinary run, *on_postgres* on PostgreSQL where SQLite has searched already; DEEP times as many."""
    number = on_postgres if ON_POSTGRES and on_postgres is not None else usual
    return max(1, round(number * (DEEP or 1)))


if not DEEP:
    # Hypothesis tries numbers and words that stand in the modules that are loaded: which those are hangs on the tests that ran
    # before in the same process, and so on how fast the others went.
    providers._get_local_constants = Constants

settings.register_profile(
    "zuruf",
    max_examples=tries(50),
    deadline=None,
    derandomize=not DEEP,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],  # says something of the machine's load, not of the law
)
settings.load_profile("zuruf")
