"""Which passages hold a question's evidence, and from that its sources and sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from eval.questions import Question, QuestionSet
from eval.scores import Scored
from eval.sources import Place, Sources
from library import Library
from schema import Passage


def relevant_passages(question: Question, library: Library, sources: Sources) -> frozenset[str]:
    """The ids of the passages that share a character with the evidence."""
    evidence: dict[str, list[Place]] = {}
    for place in {place for text in question.evidence for place in sources.places(text)}:
        evidence.setdefault(place.path, []).append(place)
    return frozenset(
        passage.passage_id
        for monograph in library.monographs.values()
        if monograph.path in evidence
        for passage in library.passages_by_monograph[monograph.monograph_id]
        for span in passage.spans
        if any(place.start < span.end and span.start < place.end for place in evidence[monograph.path])
    )


def groupings(
    scored: Sequence[Scored], sets: Iterable[QuestionSet], library: Library
) -> dict[str, dict[str, list[Scored]]]:
    """The questions by set, and those with evidence by the monograph and by the section code that hold it.

    A question whose evidence stands in two sections is counted in both.
    """
    passages = {passage.passage_id: passage for passage in library.passages}

    def by(label: Callable[[Passage], str]) -> dict[str, list[Scored]]:
        groups: dict[str, list[Scored]] = {}
        for one in scored:
            for name in sorted({label(passages[passage_id]) for passage_id in one.trace.relevant}):
                groups.setdefault(name, []).append(one)
        return dict(sorted(groups.items()))

    set_of: Mapping[str, str] = {question.id: one.name for one in sets for question in one.questions}
    by_set: dict[str, list[Scored]] = {}
    for one in scored:
        by_set.setdefault(set_of[one.question.id], []).append(one)
    return {
        "set": by_set,
        "source": by(lambda passage: library.monographs[passage.monograph_id].title),
        "section": by(lambda passage: passage.section_code.value),
    }
