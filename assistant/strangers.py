"""Names that neither the monographs nor any lexicon has: taken for medicines where they stand in the place of one."""

from __future__ import annotations

import re

from assistant.subject import refers_to_subject
from drugs import DrugNames, replaced
from drugs.lexicon import is_ordinary
from retriever.lexical import terms
from retriever.query import TERM
from retriever.wording import stems

_ASKS_TOGETHER = re.compile(r"\b(?:interact|together|combin|alongside|same time|mix)")
_BESIDE = r"\b(?:it|taken|given|used) (?:and|with|plus) (?:\w+ )?{name}\b|\b{name} (?:and|with|plus) it\b"
_GO_TOGETHER = frozenset(
    terms(
        "interact interaction interactions interacting combine combined combination together same time mix mixed ok "
        "okay safe safely fine problem issue concern take taken given giving alongside known anything there"
    )
)
# "Does X go in the fridge?", "how do I store X": of X itself is asked. An illness there mostly has an article, or is in
# the plural, or stands beside "it".
_ASKED_OF = (
    r"(?:\b(?:does|can|could|will|would|should|is|must|may)"
    r"|\b(?:stor|inject|tak|giv|us|swallow|administer|dispens)(?:e|es|ing)?"
    r"|\b(?:dose|dosage|dosing|storage|price|strengths?|label|leaflet|monograph) (?:of|for)) {name}\b"
)
_MOVED_ON_TO = r"\A\W*(?:(?:ok(?:ay)?|so|and|now|what about|how about)\W+)+(?:for\W+)?{name}\b\W*[,;:?]\W*\w"


def strangers_beside(question: str, read: str, names: DrugNames, vocabulary: frozenset[str]) -> list[str]:
    """Names that nobody knows, where a question asks only whether they go together with a drug.

    "Does Oxirantha interact with warfarin?" of a library where no monograph and no lexicon has an Oxirantha.

    Args:
        question: in lower case.
        read: the question as it is looked for, with the monographs' own words where they have others.
        names: of the library's drugs.
        vocabulary: the words of the drug's monographs.
    """
    of_it = replaced(question, names.find(question), "it")
    strange = _strange(of_it, read, vocabulary)
    rest = terms(" ".join(word for word in TERM.findall(of_it) if word not in strange))
    beside = any(re.search(_BESIDE.format(name=re.escape(word)), of_it) for word in strange)
    return strange if _GO_TOGETHER.issuperset(rest) and (beside or _ASKS_TOGETHER.search(question)) else []


def stranger_asked_of(question: str, read: str, vocabulary: frozenset[str]) -> str:
    """A name that nobody knows and of which a question asks that names no drug; empty where there is none.

    Args:
        question: in lower case.
        read: as in `strangers_beside`.
        vocabulary: of the drug that the question would be answered from.
    """
    forms = [_MOVED_ON_TO] if refers_to_subject(question) else [_MOVED_ON_TO, _ASKED_OF]
    return next(
        (
            word
            for word in _strange(question, read, vocabulary)
            if not word.endswith("s") and any(re.search(form.format(name=re.escape(word)), question) for form in forms)
        ),
        "",
    )


def _strange(question: str, read: str, vocabulary: frozenset[str]) -> list[str]:
    """The words of a question that are not English, not the monographs', and have no other wording there."""
    kept, known = set(TERM.findall(read)), stems(vocabulary)
    return [
        word
        for word in TERM.findall(question)
        if not (is_ordinary(word) or known.issuperset(terms(word)))
        and word in kept
        and (f"{word} (" not in read or f"{word} (" in question)  # without another wording behind it
    ]
