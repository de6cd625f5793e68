from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.people import Member


class SearchDoc(models.Model):
    """What the full-text index knows of one message, note or planned post: terms, never a word as it was written.

    `id` is `core.search.place`: the second it was said, its kind and its source, so that the order of ids is the order of
    time and "newest first" needs no sorting. SQLite's FTS5 table `store_searchindex` has its content here; PostgreSQL has
    a column `vector` more (both in store/search_sql.py). No foreign keys: triggers delete a row together with its source.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=1)  # core.search.Kind
    source = models.BigIntegerField()  # id of the message, note or delivery
    conversation_id = models.BigIntegerField()
    words = models.TextField(blank=True)  # its terms in their order
    who = models.TextField(blank=True)  # terms of its author's name and handle; then marks such as "_a3"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind"], name="search_doc_once")]


class SearchDue(models.Model):
    """What has to be put into the index; written by triggers in the transaction that changed the source. `turn` counts
    changes, so that an indexing that was overtaken by one does not count as done. `stuck`: the turn that could not be
    indexed; it is left out until it changes, or a rebuild. `reached`: up to this message everything of a contact or a
    thread was noted, at the turn `reached_turn`."""

    kind = models.CharField(
        max_length=1
    )  # core.search.Kind, or "c", "t": everything of a contact, in a thread
    source = models.BigIntegerField()
    turn = models.PositiveIntegerField(default=0, db_default=0)
    stuck = models.PositiveIntegerField(null=True)
    reached = models.BigIntegerField(null=True)
    reached_turn = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind"], name="search_due_once")]


class SearchTerm(models.Model):
    """A term that occurs somewhere: by these compounds are taken apart when somebody searches. `backwards`: reversed, so
    that terms with the same end stand together."""

    term = models.CharField(max_length=40, primary_key=True)
    backwards = models.CharField(max_length=40, db_index=True)


class SavedSearch(models.Model):
    """A search that somebody keeps under a name, for herself or for the house."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)
    best = models.BooleanField(default=False)  # best match first
    shared = models.BooleanField(default=False)
    owner = models.ForeignKey(Member, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)  # deleted; undone by taking this away
