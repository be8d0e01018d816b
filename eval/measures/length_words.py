"""Length: how much has to be read?"""

from __future__ import annotations

import re

from eval.measures.base import Case, Measure, Unit, median

_MARKER = re.compile(r"\[\d+\]")


def length_words(case: Case) -> float:
    r"""Words of the answer's text that hold a letter or a digit, citation markers left out.

    >>> length_words(Case.of({}, {"text": "- 100 mg [1]\n- every day [1][2]"}))
    4.0
    """
    words = _MARKER.sub(" ", case.answer["text"]).split()
    return float(sum(any(map(str.isalnum, word)) for word in words))


LENGTH_WORDS = Measure(
    name="length_words",
    definition="Median number of words in an answer, without citation markers.",
    citation="Reported beside correctness as in Gao et al., ALCE, EMNLP 2023: accuracy is easily bought with length.",
    value=length_words,
    unanswered=None,
    aggregate=median,
    unit=Unit.WORDS,
    higher_is_better=False,
)
