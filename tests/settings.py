"""The product's settings over a folder of the test's own; `python -m tests.servers.postgres -- pytest …` runs the same on PostgreSQL."""

import os
import tempfile

os.environ.setdefault("ZURUF_DATA", tempfile.mkdtemp(prefix="zuruf-test-"))

from zuruf.settings import *  # noqa: F403
from zuruf.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"].setdefault("TEST", {})
