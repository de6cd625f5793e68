"""All that 0001 to 0038 make, at once, for a database in which nothing is yet; one that has some of these gets the others one by
one. Django renders every model again for each operation, and the more there are the longer it takes: here once.

What they do to rows that are there (0005, 0014, 0015, 0017, 0028 to 0030) has nothing to do in an empty database. What they make
beside tables stands below. tests/store/test_squashed.py compares the two ways.
"""

from importlib import import_module

from django.db import migrations
from django.db.migrations.operations.base import Operation, OperationCategory

from zuruf.store.migrations import _search_0022

REPLACED = [
    "0001_first",
    "0002_audit_append_only",
    "0003_change_order",
    "0004_outbox_whole",
    "0005_who_lifts_holds",
    "0006_draft_schedule",
    "0007_posts",
    "0008_guidelines_whole",
    "0009_attachment_out",
    "0010_tone",
    "0011_missing_index",
    "0012_publication_index",
    "0013_mandates",
    "0014_who_answers_for_it",
    "0015_asked",
    "0016_topic_changed",
    "0017_what_people_said",
    "0018_demo_life",
    "0019_responsibility",
    "0020_library",
    "0021_targets_and_figures",
    "0022_search",
    "0023_ask_back",
    "0024_first_steps",
    "0025_fact_ask",
    "0026_duty",
    "0027_push",
    "0028_follow_what_is_said",
    "0029_figures_anew",
    "0030_pressing",
    "0031_chats",
    "0032_bulk",
    "0033_abuse",
    "0034_one_answer_to_many",
    "0035_act_doubt",
    "0036_machine_reads",
    "0037_examples",
    "0038_indexes_that_fit",
]
WAY = [import_module(f"zuruf.store.migrations.{name}") for name in REPLACED]
audit, order = WAY[1], WAY[2]


class Tables(Operation):
    """The tables of all models as they stand at the end of *way*."""

    category = OperationCategory.ADDITION

    def __init__(self, way):
        self.way = way

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # what is rendered; it comes again when the first table is made
        for operation in self.way:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, editor, before, after):
        for app, name in [key for key in after.models if key not in before.models]:
            editor.create_model(after.apps.get_model(app, name))

    def database_backwards(self, app_label, editor, after, before):
        for app, name in [key for key in after.models if key not in before.models]:
            editor.delete_model(after.apps.get_model(app, name))

    def describe(self):
        return "Create all tables at once"


def beside(apps, editor):
    audit.guard(apps, editor)
    order.add(apps, editor)
    _search_0022.make(editor.connection)


def without(apps, editor):
    _search_0022.unmake(editor.connection)
    order.remove(apps, editor)
    audit.open_up(apps, editor)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    replaces = [("store", name) for name in REPLACED]
    operations = [
        Tables([operation for one in WAY for operation in one.Migration.operations]),
        migrations.RunPython(beside, without),
    ]
