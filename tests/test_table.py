"""Tables of people: what spreadsheets save is read, and nothing that we write runs in one."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.read import roster, table
from handbook.read.table import SIGNS, Row, TooMuch, Unreadable
from handbook.show.table import as_csv

CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
RISKY = st.builds("{}{}{}".format, st.sampled_from(["", "'", "''"]), st.sampled_from(SIGNS), CELLS)


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows(content)]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(CELLS | RISKY, min_size=2, max_size=4).filter(lambda row: any(map(str.strip, row)))))
def test_cells_come_back_as_they_were(rows: list[list[str]]) -> None:
    # The first line says what stands between cells.
    assert cells(as_csv([["a", "b"], *rows]).encode()) == [("a", "b"), *map(tuple, rows)]


@given(CELLS | RISKY)
def test_no_cell_runs(cell: str) -> None:
    ((_, written),) = csv.reader(io.StringIO(as_csv([["a", cell]]), newline=""))
    assert written[:1] not in {*SIGNS}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        *(("=1", "'=1"), ("+44 1632", "'+44 1632"), ("-", "'-"), ("@a", "'@a"), ("'=1", "''=1")),
        *(("'n", "'n"), ("a-b", "a-b"), ("\uff1d1", "'\uff1d1"), (3, "3"), (True, "yes"), (False, "no")),
    ],
)
def test_what_a_spreadsheet_would_run_is_kept_from_it(value: object, written: str) -> None:
    assert as_csv([["a", value]]) == f"a,{written}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_files_as_spreadsheets_save_them(encoding: str, between: str, end: str) -> None:
    text = end.join(["", between, f"name{between}e-mail", f"Zo\u00eb{between}'+44", ""])
    assert [*table.rows(text.encode(encoding))] == [Row(3, ("name", "e-mail")), Row(4, ("Zo\u00eb", "+44"))]


def test_a_row_is_told_by_the_line_it_begins_in() -> None:
    rows = [*table.rows(b'a,b\n\n"one\ntwo",c\nd,e\n')]
    assert [(row.line, row.cells[1]) for row in rows] == [(1, "b"), (3, "c"), (5, "e")]
    assert "one" not in repr(rows)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04" + b"\0" * 20, "a spreadsheet's own file"),
        (b"\xff\xfea", "cannot be read as UTF-8, UTF-16 or Windows-1252, which we tried"),
        ("a,b".encode("utf-16-le"), "cannot be read as UTF-8, UTF-16 or Windows-1252, which we tried"),
        (b"caf\xe9\x81", "cannot be read as UTF-8, UTF-16 or Windows-1252, which we tried"),
        (b'a\n\n"' + b"canary" * 40_000, "a cell that begins in line 3 never ends"),
        (b"a" * (table.LARGEST + 1), "more than 5,000,000 bytes"),
        (b"a\n" * (table.MOST + 2), "more than 100,000 rows"),
    ],
)
def test_what_is_no_table_says_so_in_words(content: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as caught:
        cells(content)
    assert "canary" not in repr(caught.value)
    assert isinstance(caught.value, TooMuch) == ("more than" in says)


def test_an_apostrophe_of_ours_does_not_hide_a_number_from_the_guard() -> None:
    people = as_csv([["name", "phone"], ["Ann Canary", "+44 7123 456789"]])
    assert "'+44" in people
    assert roster.read(roster.Place("people.csv"), people.encode())[0].reached == {"07123456789"}


def test_a_name_of_one_word_is_known_by_itself() -> None:
    people = "name,email\nRosie,\nAnn Example,\n\u738b\u5c0f\u660e,\n"
    found = roster.read(roster.Place("people.csv"), people.encode())[0]
    assert (found.names, found.single) == ({("ann", "example")}, {"rosie", "王小明"})
    assert (found | roster.NOBODY).single == found.single
