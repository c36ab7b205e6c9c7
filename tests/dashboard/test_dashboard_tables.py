"""Tables of words: heads, names of rows, and nothing from outside that a browser would run."""

from limpide.dashboard.tables import table


def test_a_table_names_itself_its_columns_and_its_rows() -> None:
    written = table(
        [{"Group": "All", "Clients": "12"}, {"Group": "Refused", "Clients": "3"}], alt="Counts", headed=True
    )
    assert '<table aria-label="Counts">' in written
    assert '<th scope="col">Group</th><th scope="col" class="lp-number">Clients</th>' in written
    assert '<th scope="row">Refused</th><td class="lp-number">3</td>' in written


def test_numbers_stand_under_each_other_and_words_do_not() -> None:
    rows = [
        {"Name": "12", "Share": "9,1\u202f%", "Cost": "−1\u202f200\u00a0€", "Points": "+0,3", "When": "21/11/2026"},
        {"Name": "13", "Share": "12\u202f%", "Cost": "8\u00a0€", "Points": "−1,2", "When": "1 day"},
    ]
    written = table(rows, alt="Counts")
    assert [name for name in rows[0] if f'class="lp-number">{name}<' in written] == ["Share", "Cost", "Points"]


def test_what_comes_from_outside_is_shown_as_it_was_typed() -> None:
    written = table([{"Name": "<img src=x onerror=alert(1)> *A* & B"}], alt='"quoted"')
    assert "<td>&lt;img src=x onerror=alert(1)&gt; *A* &amp; B</td>" in written
    assert 'aria-label="&quot;quoted&quot;"' in written


def test_a_table_without_rows_is_empty_and_whole() -> None:
    assert "<tbody></tbody>" in table([], alt="Nothing")
