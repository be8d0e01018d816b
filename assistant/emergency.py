"""What is answered to an emergency: first whom to call, then what the monographs say of harm, or of the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.compose import Draft, compose
from assistant.query import Query
from assistant.urgent import Emergency
from library import Library
from prompts import text
from retriever.triage import Triage
from schema import Answer, ModelUnusable, RankedPassage, Route, SectionCode

# Where monographs tell of what harms; a dosage or a strength is no answer to an emergency.
_TELL_OF_HARM = frozenset(
    {
        SectionCode.OVERDOSE,
        SectionCode.BOXED_WARNING,
        SectionCode.WARNINGS,
        SectionCode.PRECAUTIONS,
        SectionCode.CONTRAINDICATIONS,
        SectionCode.ADVERSE_REACTIONS,
    }
)


def triaged(triage: Triage | None, told: str) -> Emergency | None:
    """The emergency that the trained triage sees where the rules see none; None too where it cannot be asked.

    What is told has "drug" for each name of one.
    """
    if triage is None:
        return None
    try:
        kind = triage.emergency(told)
    except ModelUnusable:  # the rules still dose; whatever needs the model says so itself
        return None
    return Emergency(kind) if kind else None


def whom_to_call(emergency: Emergency) -> str:
    """What is to be done first."""
    return text(f"answers.urgent_{emergency}")


def told_of_harm(query: Query, ranking: Sequence[RankedPassage], library: Library) -> Draft:
    """What the monographs say of harm, in the order of a ranking, under a line that says so."""
    of_harm = [ranked for ranked in ranking if ranked.passage.section_code in _TELL_OF_HARM]
    draft = compose(replace(query, wants_list=False), of_harm, library)
    draft.lines.insert(0, text("answers.urgent_quotes"))
    return draft


def before(emergency: Emergency, answer: Answer) -> Answer:
    """An answer after whom to call: should it be no emergency, the question is answered too."""
    told = "\n\n".join([whom_to_call(emergency), text("answers.urgent_otherwise"), answer.text])
    return replace(answer, route=Route.URGENT, text=told, reason=None)
