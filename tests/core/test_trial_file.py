"""Reading approvals that were given elsewhere."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.trial_file import COLUMNS, MOST, read

BERLIN = ZoneInfo("Europe/Berlin")
GERMAN = """Vorgelegt am;Freigegeben am;Konto;Entwurf;Nachher
03.11.2026 14:05;03.11.2026 16:30;Bluesky;Es kommt am Dienstag.;Es kommt am Mittwoch.
04.11.2026 09:00;05.11.2026 09:00;Bluesky;"Danke; das freut uns.";
"""


def test_a_german_table_as_a_spreadsheet_saves_it() -> None:
    found = read(GERMAN.encode("cp1252"), BERLIN)
    assert found.faults == ()
    first, second = found.lines
    assert first.asked_at == datetime(2026, 11, 3, 13, 5, tzinfo=UTC)
    assert (first.before, first.after) == ("Es kommt am Dienstag.", "Es kommt am Mittwoch.")
    assert (second.before, second.after) == ("Danke; das freut uns.", "Danke; das freut uns.")


def test_english_columns_with_commas_and_zones() -> None:
    raw = b"asked,approved,text,message\n2026-11-03T14:05+00:00,2026-11-03 15:05,Soon.,When?\n"
    (line,) = read(raw, UTC).lines
    assert (line.asked_at.hour, line.decided_at.hour, line.message, line.account) == (14, 15, "When?", "")


def test_a_line_that_cannot_be_read_is_named_and_keeps_no_other_out() -> None:
    raw = b"asked;approved;text\nyesterday;2026-11-03 15:05;A\n2026-11-03 15:05;2026-11-03 14:00;B\n;;\n2026-11-03;2026-11-04;C\n2026-11-03;2026-11-04;\n"
    found = read(raw, UTC)
    assert [line.before for line in found.lines] == ["C"]
    assert [(f.number, f.code) for f in found.faults] == [(2, "time"), (3, "order"), (6, "text")]


def test_the_first_and_the_last_hours_of_all_calendars_keep_no_other_line_out_either() -> None:
    raw = b"asked;minutes;text\n9999-12-31 23:00;120;A\n0001-01-01 00:00;5;B\n2026-11-03 15:05;5;C\n"
    found = read(raw, BERLIN)
    assert [line.before for line in found.lines] == ["C"]
    assert [(f.number, f.code) for f in found.faults] == [(2, "time"), (3, "time")]


def test_a_file_without_the_columns_that_are_needed_says_which() -> None:
    (fault,) = read(b"when;what\n1;2\n", UTC).faults
    assert (fault.number, fault.code) == (0, "columns")
    assert "asked_at" in fault.about


def test_nothing_and_bytes_that_are_no_text_are_refused() -> None:
    assert read(b" \n", UTC).faults[0].code == "empty"
    assert read(b"PK\x00\x03", UTC).faults[0].code == "encoding"


def test_a_file_that_is_too_long_is_read_to_its_limit() -> None:
    raw = b"asked;approved;text\n" + b"2026-11-03;2026-11-04;C\n" * (MOST + 1)
    found = read(raw, UTC)
    assert (len(found.lines), found.faults[0].code) == (MOST, "too_long")


def test_the_same_line_has_the_same_key_and_another_text_another_one() -> None:
    first, second = read(GERMAN.encode(), BERLIN).lines
    again = read(GERMAN.encode("cp1252"), BERLIN).lines
    assert [line.key for line in again] == [first.key, second.key]
    assert first.key != second.key


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reading(raw: bytes) -> None:
    found = read(raw, UTC)
    assert all(line.decided_at >= line.asked_at for line in found.lines)


@given(st.text(max_size=300).map(lambda t: b"asked;approved;text\n" + t.encode("utf-8", "ignore")))
def test_every_line_is_read_or_named_once(raw: bytes) -> None:
    found = read(raw, UTC)
    numbers = [*(line.number for line in found.lines), *(f.number for f in found.faults)]
    assert len(numbers) == len(set(numbers))


def test_a_german_spreadsheet_with_a_mark_of_order_units_in_its_heads_and_decimal_commas() -> None:
    table = (
        "sep=;\r\nVorgelegt am;Wartezeit (Min.);Konto;Entwurf;Freigegebener Text;Im Sinn geändert\r\n"
        '03.11.2026 14.05 Uhr;61,5;Bluesky;"Es kommt\r\nam Dienstag.";Es kommt am Mittwoch.;ja\r\n'
        "04.11.26;1.250;Bluesky;Danke.;;nein\r\n"
        "05.11.2026 09:00:30;lange;Bluesky;Danke.;;\r\n"
        "06.11.2026 09:00;2;Bluesky;Danke.;;vielleicht\r\n"
    )
    for raw in (table.encode("utf-8-sig"), table.encode("utf-16"), table.encode("cp1252")):
        found = read(raw, BERLIN)
        first, second = found.lines
        assert (first.number, second.number) == (3, 5)
        assert (first.decided_at - first.asked_at).total_seconds() == 61.5 * 60
        assert (second.decided_at - second.asked_at).total_seconds() == 1250 * 60
        assert (first.meaning, second.meaning) == (True, False)
        assert [(f.number, f.code, f.about) for f in found.faults] == [
            (6, "minutes", "lange"),
            (7, "meaning", "vielleicht"),
        ]


def test_every_name_of_a_column_in_both_languages_is_read_as_it() -> None:
    for column, names in COLUMNS.items():
        others = {"asked_at": "asked", "minutes": "minutes", "before": "text"}
        others.pop(column, None)
        for name in names:
            head = [*others.values(), name.replace("_", " ").title()]
            cells = {"asked": "2026-11-03", "minutes": "5", "text": "A"}
            value = {"asked_at": "2026-11-03", "decided_at": "2026-11-03", "minutes": "5", "meaning": "no"}
            row = [*(cells[h] for h in head[:-1]), value.get(column, "B")]
            found = read(f"{';'.join(head)}\n{';'.join(row)}\n".encode(), UTC)
            assert (len(found.lines), found.faults) == (1, ()), (column, name)
