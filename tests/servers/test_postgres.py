"""The test PostgreSQL itself."""

import os

import psycopg
import pytest

from tests.servers.postgres import server

pytestmark = pytest.mark.postgres


def test_each_test_gets_an_empty_database_of_its_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert found == (0,)


def test_the_server_is_gone_afterwards_with_its_folder() -> None:
    with server() as running:
        assert psycopg.connect(running.url).execute("SELECT 1").fetchone() == (1,)
    assert not running.folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(running.pid, 0)
