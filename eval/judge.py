"""A language model's opinion of a finished run, for those who want one: beside the measures, never part of the gate.

The model is the one of the MODEL setting, "provider:name" as LangChain reads it; what it costs and where the questions
go is the provider's. Answers of the dosing rules are not sent. Such a judge favours length and fluency, and is not the
same twice. Source: Zheng et al., Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena, 2023, arXiv:2306.05685.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from eval.bootstrap import interval
from eval.measures.abstention import is_answerable
from eval.measures.base import AnswerObject, mean
from eval.paired import Baseline
from eval.questions import Question
from prompts import text
from schema import AssistantError, Route

BEST = 2
_GRADE = re.compile(rf"\bGRADE:\s*\**([0-{BEST}])\b", re.IGNORECASE)
_SECONDS = 60
Opinion = dict[str, Any]


def chat_model(setting: str) -> BaseChatModel:
    """The model that the setting names.

    Raises:
        AssistantError: none is named, or LangChain cannot make it.
    """
    if not setting:
        raise AssistantError("No model is set. Name one, for example: MODEL=openai:gpt-4o python -m eval judge ...")
    try:
        model: BaseChatModel = init_chat_model(setting, temperature=0, timeout=_SECONDS, max_retries=2)
    except Exception as error:  # each provider's package raises its own
        why = str(error).splitlines()[0]
        raise AssistantError(f"The model {setting!r} cannot be used ({why}). Set MODEL=provider:name.") from error
    return model


@dataclass(frozen=True, slots=True)
class Judge:
    """Grades answers from 0 to 1, several times each."""

    model: BaseChatModel
    repeat: int

    def opinion(self, question: Question, answer: AnswerObject) -> Opinion:
        """The mean grade of one answer, how far the grades spread, and how many replies held no grade."""
        grades = [self._grade(question, answer) for _ in range(self.repeat)]
        given = [grade for grade in grades if grade is not None]
        return {
            "id": question.id,
            "grade": round(statistics.mean(given), 4) if given else None,
            "spread": round(max(given) - min(given), 4) if given else None,
            "without_grade": len(grades) - len(given),
        }

    def _grade(self, question: Question, answer: AnswerObject) -> float | None:
        asked = text(
            "judge.grade",
            question="\n".join((*question.history, question.question)),
            passages="\n".join(f"- {passage}" for passage in question.evidence),
            answer=answer["text"],
        )
        try:
            reply = self.model.invoke(asked).text
        except Exception as error:  # each provider's package raises its own
            raise AssistantError(
                f"The model did not answer ({type(error).__name__}: {error}). See that it is running, and that MODEL "
                "and its provider's variables are right."
            ) from error
        found = _GRADE.findall(reply)
        return int(found[-1]) / BEST if len(set(found)) == 1 else None


def judge(
    questions: Sequence[Question], run: Baseline, judge: Judge, seed: int, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """The opinions on the answers of a run to answerable questions with evidence, and how far they agree with ours.

    Args:
        questions: those of the run.
        run: the finished run.
        judge: who grades.
        seed: of the interval.
        progress: called with the number of answers judged and of all, after each.
    """
    answered = [
        (question, run.answers[question.id])
        for question in questions
        if is_answerable(question) and question.evidence and run.answers[question.id]["route"] == Route.ANSWER
    ]
    opinions = []
    for done, (question, answer) in enumerate(answered, start=1):
        opinions.append(judge.opinion(question, answer))
        progress(done, len(answered))
    graded = [opinion for opinion in opinions if opinion["grade"] is not None]
    if not graded:
        raise AssistantError("The model graded nothing: no reply held 'GRADE:' and a number. Try another MODEL.")
    grades = np.array([opinion["grade"] for opinion in graded], dtype=np.float64)
    low, high = interval(grades, mean, seed)
    agree = [(opinion["grade"] >= 0.75) == (run.metrics[opinion["id"]]["answer_accuracy"] == 1) for opinion in graded]
    return {
        "grade": round(float(grades.mean()), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "n": len(graded),
        "agreement_with_answer_accuracy": round(statistics.mean(agree), 4),
        "mean_spread": round(statistics.mean(opinion["spread"] for opinion in graded), 4),
        "without_grade": sum(opinion["without_grade"] for opinion in opinions),
        "repeat": judge.repeat,
        "by_question": opinions,
    }
