"""The product's settings over a folder of the test's own; `python -m tests.servers.postgres -- pytest …` runs the same on PostgreSQL."""

import os
import tempfile

os.environ.setdefault("ZURUF_DATA", tempfile.mkdtemp(prefix="zuruf-test-"))

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
