from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retriever.embedder import MiniLM
from retriever.triage import KINDS
from training import messages
from training.triage import TrainingSet, held_out, train


@pytest.fixture(scope="module")
def some(minilm: MiniLM) -> TrainingSet:
    """One message in six."""
    chosen = messages.messages()[::6]
    texts = [message.text for message in chosen]
    return TrainingSet(
        texts,
        minilm.vectors(texts),
        np.array([message.kind for message in chosen]),
        np.array([message.group for message in chosen]),
        np.ones(len(texts), dtype=bool),
        np.zeros(len(texts), dtype=bool),
    )


def test_the_messages_are_many_and_of_every_kind_and_the_same_each_time() -> None:
    made = messages.messages()
    assert len(made) >= 1500
    kinds = {kind: sum(message.kind == kind for message in made) for kind in (*KINDS, messages.OFF_TOPIC)}
    assert min(kinds.values()) >= 150
    emergencies = sum(kinds[kind] for kind in KINDS[1:])
    assert 0.4 < emergencies / len(made) < 0.6
    assert made == messages.messages()
    assert messages.MESSAGES.stat().st_size < 300_000


def test_no_message_is_of_two_kinds() -> None:
    kinds = defaultdict(set)
    for message in messages.messages():
        kinds[message.text].add(message.kind)
    assert {text for text, of in kinds.items() if len(of) > 1} == set()


def test_a_template_is_written_out_a_few_times(tmp_path: Path) -> None:
    path = tmp_path / "messages.txt"
    path.write_text(
        "# of nobody\n@who he|she\n\n== none storage\n[does|can] <who> store it [at home|at work]\n", encoding="utf-8"
    )
    made = messages.messages(path)
    assert {message.group for message in made} == {"none storage"}
    assert messages.COPIES <= len(made) <= 2 * messages.COPIES
    assert not any(mark in message.text for message in made for mark in "[]|<>")


def test_training_gives_the_same_heads_each_time_and_they_tell_what_they_have_seen(some: TrainingSet) -> None:
    everything = np.arange(len(some.texts))
    heads, again = train(some, everything), train(some, everything)
    assert (heads.emergency == again.emergency).all()
    told = 1 - heads.emergencies(some.vectors)[:, 0]
    assert told[some.emergencies].mean() > 0.7 > 0.4 > told[~some.emergencies].mean()


def test_what_is_held_out_is_told_by_heads_that_have_not_seen_its_group(some: TrainingSet) -> None:
    emergency, _ = held_out(some)
    seen = 1 - train(some, np.arange(len(some.texts))).emergencies(some.vectors)[:, 0]
    of = some.emergencies
    assert 0.5 < emergency[of].mean() < seen[of].mean()


def test_a_question_that_the_rules_call_an_emergency_teaches_nothing(some: TrainingSet) -> None:
    poisonings = some.kinds == "poisoning"
    taken_for_ordinary = replace(some, kinds=np.where(poisonings, "none", some.kinds), are_own=~poisonings)
    everything = np.arange(len(some.texts))
    taught, untaught = (
        train(replace(taken_for_ordinary, told_by_rules=told), everything) for told in (poisonings & False, poisonings)
    )
    ordinary = [heads.emergencies(some.vectors[poisonings])[:, 0].mean() for heads in (taught, untaught)]
    assert ordinary[1] < ordinary[0] - 0.1
