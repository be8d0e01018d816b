import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentences

CASES = [
    ("Do not freeze. Do not shake.", ["Do not freeze.", "Do not shake."]),
    ("TNF blockers (e.g., adalimumab) are not advised.", ["TNF blockers (e.g., adalimumab) are not advised."]),
    ("Allergy to E. coli proteins. Stop.", ["Allergy to E. coli proteins.", "Stop."]),
    ("Give 0.67 mL. Then wait.", ["Give 0.67 mL.", "Then wait."]),
    ("Give 100 mg. Then wait.", ["Give 100 mg.", "Then wait."]),
    ("Wait approx. 5 h before use.", ["Wait approx. 5 h before use."]),
    ("Compared vs. Placebo it worked.", ["Compared vs. Placebo it worked."]),
    ("Ask Dr. Lee. He knows.", ["Ask Dr. Lee.", "He knows."]),
    ("St. John's wort lowers levels.", ["St. John's wort lowers levels."]),
    ("Category B. Use with care.", ["Category B.", "Use with care."]),
    (
        "Levels may rise. ( 7.1 , 7.5 ) Both slow it. (1) Stop.",
        ["Levels may rise. ( 7.1 , 7.5 )", "Both slow it.", "(1) Stop."],
    ),
    ("Reported rarely.1 129 Monitor closely.2", ["Reported rarely.1 129", "Monitor closely.2"]),
    ("It helps. (See Uses. Also Cautions.) It lasts.", ["It helps.", "(See Uses. Also Cautions.)", "It lasts."]),
    ("Is it safe? No! Stop.", ["Is it safe?", "No!", "Stop."]),
    ("no full stop", ["no full stop"]),
    ("• Gout • Stones in the kidney. • Tophi", ["Gout", "Stones in the kidney.", "Tophi"]),
    ("1. Wash your hands.", ["1. Wash your hands."]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentences(text)] == expected


@given(st.text(alphabet="aB .!?()[]1e.g\"'—", max_size=80).map(lambda text: " ".join(text.split())))
def test_no_character_but_a_space_is_ever_lost(text: str) -> None:
    spans = sentences(text, start=7)
    assert "".join(text[span.start - 7 : span.end - 7] for span in spans).replace(" ", "") == text.replace(" ", "")
    assert all(span.start < span.end for span in spans)


def test_a_megabyte_in_one_line_with_a_bracket_never_closed_takes_seconds_at_most() -> None:
    text = "It (helps much. " + "Take one tablet a day, approx. at noon. " * 25_000
    started = time.perf_counter()
    assert len(sentences(text.strip())) > 24_000
    assert time.perf_counter() - started < 10
