from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate


class Store(AppConfig):
    name = "zuruf.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_keep_triggers, sender=self)


def _keep_triggers(using: str, **_: object) -> None:
    """SQLite drops a table's triggers when a migration builds the table anew; here they come back, whichever it was."""
    from django.db import connections

    from zuruf.store import search_sql

    database: BaseDatabaseWrapper = connections[using]
    if "store_searchdue" in database.introspection.table_names():
        search_sql.keep(database)
