"""The product's settings over a folder of the run's own, in a parallel run of each worker's own: else what one sweeps, another misses.
`python -m tests.servers.postgres -- pytest …` runs the same on PostgreSQL."""

import os
import tempfile

if "ZURUF_DATA" not in os.environ:
    os.environ["ZURUF_DATA"] = tempfile.mkdtemp(prefix="zuruf-test-")
# A worker has the surroundings of who started it; what a test starts has those of its worker.
if (worker := os.environ.get("PYTEST_XDIST_WORKER", "")) != os.environ.get("TESTS_DATA_OF", ""):
    os.environ["ZURUF_DATA"] = tempfile.mkdtemp(prefix=f"{worker}-", dir=os.environ["ZURUF_DATA"])
    os.environ["TESTS_DATA_OF"] = worker

from zuruf.settings import *  # noqa: F403
from zuruf.settings import DATABASES, STATIC_ROOT

STATIC_ROOT.mkdir(exist_ok=True)  # empty: pages take files from where they lie
EMBEDDINGS_FOR_DATA = False  # half a second for each process; tests that want them switch them on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: in memory SQLite locks whole tables between threads instead of letting readers read.
    # Nothing has to survive a power cut.
    DATABASES["default"]["TEST"]["NAME"] = os.path.join(os.environ["ZURUF_DATA"], "test.sqlite3")
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
