"""What migration 0022 makes, as it was when it was written: later releases change zuruf.store.search_sql, never this.

The full-text index itself and the triggers that note what has to be indexed, for both databases.
"""

SQLITE = (
    """CREATE VIRTUAL TABLE store_searchindex USING fts5(words, who, content='store_searchdoc', content_rowid='id', columnsize=0, tokenize="ascii tokenchars '_-'")""",
    """CREATE TRIGGER search_doc_new AFTER INSERT ON store_searchdoc BEGIN INSERT INTO store_searchindex (rowid, words, who) VALUES (NEW.id, NEW.words, NEW.who); END""",
    """CREATE TRIGGER search_doc_gone AFTER DELETE ON store_searchdoc BEGIN INSERT INTO store_searchindex (store_searchindex, rowid, words, who) VALUES ('delete', OLD.id, OLD.words, OLD.who); END""",
    """CREATE TRIGGER search_message_new AFTER INSERT ON store_message FOR EACH ROW WHEN (NEW.gone_at IS NULL) BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('m', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; END""",
    """CREATE TRIGGER search_message_changed AFTER UPDATE OF title, text, gone_at, conversation_id, contact_id, ours, order_at ON store_message FOR EACH ROW WHEN ((NEW.title, NEW.text, NEW.gone_at, NEW.conversation_id, NEW.contact_id, NEW.ours, NEW.order_at) IS NOT (OLD.title, OLD.text, OLD.gone_at, OLD.conversation_id, OLD.contact_id, OLD.ours, OLD.order_at)) BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('m', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; DELETE FROM store_searchdoc WHERE kind = 'm' AND source = NEW.id; END""",
    """CREATE TRIGGER search_message_gone AFTER DELETE ON store_message FOR EACH ROW BEGIN DELETE FROM store_searchdue WHERE kind = 'm' AND source = OLD.id; DELETE FROM store_searchdoc WHERE kind = 'm' AND source = OLD.id; END""",
    """CREATE TRIGGER search_judged AFTER UPDATE OF findings ON store_messageassessment FOR EACH ROW WHEN ((NEW.findings) IS NOT (OLD.findings)) BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('m', NEW.message_id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; END""",
    """CREATE TRIGGER search_note_new AFTER INSERT ON store_note FOR EACH ROW BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('n', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; END""",
    """CREATE TRIGGER search_note_changed AFTER UPDATE OF text, conversation_id, author_id ON store_note FOR EACH ROW WHEN ((NEW.text, NEW.conversation_id, NEW.author_id) IS NOT (OLD.text, OLD.conversation_id, OLD.author_id)) BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('n', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; DELETE FROM store_searchdoc WHERE kind = 'n' AND source = NEW.id; END""",
    """CREATE TRIGGER search_note_gone AFTER DELETE ON store_note FOR EACH ROW BEGIN DELETE FROM store_searchdue WHERE kind = 'n' AND source = OLD.id; DELETE FROM store_searchdoc WHERE kind = 'n' AND source = OLD.id; END""",
    """CREATE TRIGGER search_post_new AFTER INSERT ON store_delivery FOR EACH ROW WHEN (NEW.kind = 'post') BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('p', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; END""",
    """CREATE TRIGGER search_post_changed AFTER UPDATE OF state, payload, conversation_id ON store_delivery FOR EACH ROW WHEN (NEW.kind = 'post' AND (NEW.state, NEW.payload, NEW.conversation_id) IS NOT (OLD.state, OLD.payload, OLD.conversation_id)) BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('p', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; DELETE FROM store_searchdoc WHERE kind = 'p' AND source = NEW.id; END""",
    """CREATE TRIGGER search_post_gone AFTER DELETE ON store_delivery FOR EACH ROW WHEN (OLD.kind = 'post') BEGIN DELETE FROM store_searchdue WHERE kind = 'p' AND source = OLD.id; DELETE FROM store_searchdoc WHERE kind = 'p' AND source = OLD.id; END""",
    """CREATE TRIGGER search_contact_changed AFTER UPDATE OF handle, name ON store_contact FOR EACH ROW WHEN ((NEW.handle, NEW.name) IS NOT (OLD.handle, OLD.name)) BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('c', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; END""",
)
POSTGRESQL = (
    """ALTER TABLE store_searchdoc ADD COLUMN vector tsvector NOT NULL DEFAULT ''""",
    """CREATE INDEX search_vector ON store_searchdoc USING gin (vector)""",
    """ALTER TABLE store_searchterm ALTER COLUMN term TYPE varchar(40) COLLATE "C" """,
    """ALTER TABLE store_searchterm ALTER COLUMN backwards TYPE varchar(40) COLLATE "C" """,
    """CREATE OR REPLACE FUNCTION search_message_new() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('m', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; RETURN NULL; END $$""",
    """CREATE TRIGGER search_message_new AFTER INSERT ON store_message FOR EACH ROW WHEN (NEW.gone_at IS NULL) EXECUTE FUNCTION search_message_new()""",
    """CREATE OR REPLACE FUNCTION search_message_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('m', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; DELETE FROM store_searchdoc WHERE kind = 'm' AND source = NEW.id; RETURN NULL; END $$""",
    """CREATE TRIGGER search_message_changed AFTER UPDATE OF title, text, gone_at, conversation_id, contact_id, ours, order_at ON store_message FOR EACH ROW WHEN ((NEW.title, NEW.text, NEW.gone_at, NEW.conversation_id, NEW.contact_id, NEW.ours, NEW.order_at) IS DISTINCT FROM (OLD.title, OLD.text, OLD.gone_at, OLD.conversation_id, OLD.contact_id, OLD.ours, OLD.order_at)) EXECUTE FUNCTION search_message_changed()""",
    """CREATE OR REPLACE FUNCTION search_message_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM store_searchdue WHERE kind = 'm' AND source = OLD.id; DELETE FROM store_searchdoc WHERE kind = 'm' AND source = OLD.id; RETURN NULL; END $$""",
    """CREATE TRIGGER search_message_gone AFTER DELETE ON store_message FOR EACH ROW EXECUTE FUNCTION search_message_gone()""",
    """CREATE OR REPLACE FUNCTION search_judged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('m', NEW.message_id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; RETURN NULL; END $$""",
    """CREATE TRIGGER search_judged AFTER UPDATE OF findings ON store_messageassessment FOR EACH ROW WHEN ((NEW.findings) IS DISTINCT FROM (OLD.findings)) EXECUTE FUNCTION search_judged()""",
    """CREATE OR REPLACE FUNCTION search_note_new() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('n', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; RETURN NULL; END $$""",
    """CREATE TRIGGER search_note_new AFTER INSERT ON store_note FOR EACH ROW EXECUTE FUNCTION search_note_new()""",
    """CREATE OR REPLACE FUNCTION search_note_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('n', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; DELETE FROM store_searchdoc WHERE kind = 'n' AND source = NEW.id; RETURN NULL; END $$""",
    """CREATE TRIGGER search_note_changed AFTER UPDATE OF text, conversation_id, author_id ON store_note FOR EACH ROW WHEN ((NEW.text, NEW.conversation_id, NEW.author_id) IS DISTINCT FROM (OLD.text, OLD.conversation_id, OLD.author_id)) EXECUTE FUNCTION search_note_changed()""",
    """CREATE OR REPLACE FUNCTION search_note_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM store_searchdue WHERE kind = 'n' AND source = OLD.id; DELETE FROM store_searchdoc WHERE kind = 'n' AND source = OLD.id; RETURN NULL; END $$""",
    """CREATE TRIGGER search_note_gone AFTER DELETE ON store_note FOR EACH ROW EXECUTE FUNCTION search_note_gone()""",
    """CREATE OR REPLACE FUNCTION search_post_new() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('p', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; RETURN NULL; END $$""",
    """CREATE TRIGGER search_post_new AFTER INSERT ON store_delivery FOR EACH ROW WHEN (NEW.kind = 'post') EXECUTE FUNCTION search_post_new()""",
    """CREATE OR REPLACE FUNCTION search_post_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('p', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; DELETE FROM store_searchdoc WHERE kind = 'p' AND source = NEW.id; RETURN NULL; END $$""",
    """CREATE TRIGGER search_post_changed AFTER UPDATE OF state, payload, conversation_id ON store_delivery FOR EACH ROW WHEN (NEW.kind = 'post' AND (NEW.state, NEW.payload, NEW.conversation_id) IS DISTINCT FROM (OLD.state, OLD.payload, OLD.conversation_id)) EXECUTE FUNCTION search_post_changed()""",
    """CREATE OR REPLACE FUNCTION search_post_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM store_searchdue WHERE kind = 'p' AND source = OLD.id; DELETE FROM store_searchdoc WHERE kind = 'p' AND source = OLD.id; RETURN NULL; END $$""",
    """CREATE TRIGGER search_post_gone AFTER DELETE ON store_delivery FOR EACH ROW WHEN (OLD.kind = 'post') EXECUTE FUNCTION search_post_gone()""",
    """CREATE OR REPLACE FUNCTION search_contact_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO store_searchdue (kind, source, turn) VALUES ('c', NEW.id, 0) ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1; RETURN NULL; END $$""",
    """CREATE TRIGGER search_contact_changed AFTER UPDATE OF handle, name ON store_contact FOR EACH ROW WHEN ((NEW.handle, NEW.name) IS DISTINCT FROM (OLD.handle, OLD.name)) EXECUTE FUNCTION search_contact_changed()""",
)
TRIGGERS = {
    "search_message_new": "store_message",
    "search_message_changed": "store_message",
    "search_message_gone": "store_message",
    "search_judged": "store_messageassessment",
    "search_note_new": "store_note",
    "search_note_changed": "store_note",
    "search_note_gone": "store_note",
    "search_post_new": "store_delivery",
    "search_post_changed": "store_delivery",
    "search_post_gone": "store_delivery",
    "search_contact_changed": "store_contact",
}


def make(connection):
    with connection.cursor() as cursor:
        for sql in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(sql)


def unmake(connection):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in (*TRIGGERS, "search_doc_new", "search_doc_gone"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute("DROP TABLE IF EXISTS store_searchindex")
            return
        for name, table in TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}; DROP FUNCTION IF EXISTS {name}()")
