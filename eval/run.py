"""One run: every question answered as on the page, scored, and written down."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.answering import Answering, Asked, ask_all
from eval.environment import code_version, load, machine, prompts_version, versions
from eval.floors import Floor, lights
from eval.grouping import groupings, relevant_passages
from eval.journal import JOURNAL, Journal
from eval.measures.base import AnswerObject, Trace
from eval.paired import Baseline, beside
from eval.questions import Question, QuestionSet, read_sets
from eval.report import render
from eval.scores import Scored, score, scores
from eval.sources import Sources
from library import sha256_of
from schema import AssistantError

ANSWERS, SCORES, REPORT = "answers.jsonl", "scores.json", "report.html"
TIMED = 40  # questions of a pass that are asked alone, where the others are asked side by side
Progress = Callable[[int, int], None]
Systems = Mapping[str, Mapping[str, Any]]


def unseen(done: int, total: int) -> None:
    """Show no progress."""


def no_others(questions: Sequence[Question], seed: int) -> Systems:
    """Measure no other system beside the assistant."""
    return {}


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is done.

    Attributes:
        settings: what the run was started with, to be kept with its figures.
        seed: of the bootstrap.
        repeat: how many times the whole set is asked.
        jobs: how many questions are asked side by side; the latency is that of a sample, which is asked alone.
        baseline: an earlier run, to say what moved since.
        floors: what each figure is held against.
        others: measures other systems on the same questions, after the assistant.
        progress: called with the number of answers so far and of all, after each.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    repeat: int = 1
    jobs: int = 1
    baseline: Baseline | None = None
    floors: Mapping[str, Floor] = field(default_factory=dict)
    others: Callable[[Sequence[Question], int], Systems] = no_others
    progress: Progress = unseen


def run(paths: Sequence[Path], assistant: Answering, out: Path, options: Options = Options()) -> dict[str, Any]:
    """Answer and score question sets, write the three files into `out`, and give what scores.json holds.

    The files appear when they are complete; a run that was broken off goes on where it stopped.

    Raises:
        AssistantError: a question set cannot be used, or `out` cannot be written.
    """
    sets = read_sets(paths)
    questions = [question for one in sets for question in one.questions]
    try:
        out.mkdir(parents=True, exist_ok=True)
        asked = _asked(questions, assistant, out, options, _identity(sets, assistant, options))
        scored, result = _result(sets, asked, assistant, options)
        _replace(out / ANSWERS, "".join(_line(one.record) for one in asked[: len(questions)]))
        _replace(out / SCORES, json.dumps(result, indent=1, ensure_ascii=False) + "\n")
        _replace(out / REPORT, render(result, scored, options.baseline.answers if options.baseline else {}))
        (out / JOURNAL).unlink()
    except OSError as error:
        raise AssistantError(f"{out} cannot be written ({error.strerror}). Name another folder with --out.") from error
    return result


def _identity(sets: Iterable[QuestionSet], assistant: Answering, options: Options) -> dict[str, Any]:
    return {
        "questions": [sha256_of(one.path) for one in sets],
        "index_version": assistant.library.index_version,
        "code_version": code_version(),
        "settings": dict(options.settings),
    }


def _asked(
    questions: Sequence[Question], assistant: Answering, out: Path, options: Options, identity: Mapping[str, Any]
) -> list[Asked]:
    """Every pass over the questions, one after the other; what a journal holds already is not asked again."""
    journal = Journal(out / JOURNAL, identity)
    passes = [*questions] * options.repeat
    left = {place: question for place, question in enumerate(passes) if place not in journal.asked}
    timed = {place for place in left if is_timed(place % len(questions), len(questions))}
    before = len(passes) - len(left)
    try:
        with closing(ask_all(assistant, left, options.jobs, timed)) as answers:
            for done, (place, asked) in enumerate(answers, start=before + 1):
                journal.add(place, asked)
                options.progress(done, len(passes))
    finally:
        journal.close()
    return [journal.asked[place] for place in range(len(passes))]


def is_timed(place: int, n: int) -> bool:
    """Whether the question at a place of n is one of the evenly spaced sample.

    >>> [place for place in range(200) if is_timed(place, 200)][:4], sum(is_timed(place, 402) for place in range(402))
    ([0, 5, 10, 15], 40)
    """
    return n <= TIMED or place * TIMED // n != (place - 1) * TIMED // n


def _result(
    sets: Sequence[QuestionSet], asked: Sequence[Asked], assistant: Answering, options: Options
) -> tuple[list[Scored], dict[str, Any]]:
    library, seed = assistant.library, options.seed
    questions = [question for one in sets for question in one.questions]
    sources = Sources.of(library)
    first = asked[: len(questions)]
    traces = [
        Trace(
            repeats=tuple(again.answer for again in asked[index + len(questions) :: len(questions)]),
            ranking=first[index].ranking,
            relevant=relevant_passages(question, library, sources),
            answerability=first[index].answerability,
            is_timed=all(one.is_timed for one in asked[index :: len(questions)]),
        )
        for index, question in enumerate(questions)
    ]
    answers = [one.answer for one in first]
    scored = score(questions, answers, sources, traces)
    figures = scores(scored, seed, groupings(scored, sets, library))
    result = {
        "questions": {
            "path": ", ".join(str(one.path) for one in sets),
            "sha256": ", ".join(sha256_of(one.path) for one in sets),
            "n": len(questions),
        },
        "monographs": {path: sha256_of(Path(path)) for path in sources.files},
        "index_version": library.index_version,
        "rules_version": _first(answers, "rules_version"),
        "prompts_version": prompts_version(),
        "code_version": code_version(),
        "generator": _first(answers, "generator"),
        "settings": dict(options.settings),
        "seed": seed,
        "repeat": options.repeat,
        "jobs": options.jobs,
        "machine": machine(),
        "load": load(),
        "versions": versions(),
        "unanswered": [one.record["id"] for one in first if one.answer is None],
        "warnings": list(_warnings(questions, asked, sources)),
        "floors": {name: {"floor": floor.floor, "target": floor.target} for name, floor in options.floors.items()},
        "lights": {name: light.value for name, light in lights(figures["measures"], options.floors).items()},
        "beside": options.others(questions, seed),
        "baseline": beside(options.baseline, scored, seed) if options.baseline else None,
        **figures,
    }
    return scored, result


def _line(record: AnswerObject) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.new")
    partial.write_text(text, encoding="utf-8", errors="backslashreplace")  # a lone surrogate stays valid JSON
    partial.replace(path)


def _first(answers: Sequence[AnswerObject | None], key: str) -> str | None:
    return next((answer[key] for answer in answers if answer and answer[key] is not None), None)


def _warnings(questions: Sequence[Question], asked: Sequence[Asked], sources: Sources) -> Iterator[str]:
    """What a reader of the figures has to know beside them."""
    failed = [one.record["id"] for one in asked[: len(questions)] if one.answer is None]
    if failed:
        yield f"{len(failed)} got no answer and count as failures: {', '.join(failed)}."
    if len({one.record["index_version"] for one in asked if one.answer is not None} - {None}) > 1:
        yield "The index was replaced during the run: run it again."
    lost = [question.id for question in questions if any(not sources.places(text) for text in question.evidence)]
    if lost:
        yield f"{len(lost)} have evidence that no loaded monograph holds (python -m eval check): {', '.join(lost)}."
    if sources.unread:
        files = ", ".join(sources.unread)
        yield f"Quotes are checked against the library alone, as these files cannot be read: {files}."
