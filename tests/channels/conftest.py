"""Real servers for the channels' tests."""

from tests.servers.mail import mail_server
from tests.servers.pds import appview, mortal_pds, pds, strict_pds
from tests.servers.postgres import postgres_server

__all__ = ["appview", "mail_server", "mortal_pds", "pds", "postgres_server", "strict_pds"]
