"""Two drugs in one question: which of them the monographs are asked about, and whether they name the other."""

from __future__ import annotations

from itertools import chain

from assistant.naming import by_class, mentions, names_of
from assistant.subject import Subject
from drugs import DrugMention, DrugNames, NameMatch, replaced
from library import Library
from retriever.lexical import terms

FEW_TERMS = 3  # "anything known", "levels when added": what is said of two drugs when only their combination is meant


def held_of(subject: Subject) -> list[str]:
    """The other drugs that the library holds."""
    return [mention.drug for mention in subject.others if mention.match.is_held and mention.drug]


def names_other(subject: Subject, library: Library) -> bool:
    """Whether any passage of the subject names one of the other drugs."""
    names = names_of(*subject.others)
    return any(mentions(passage.text, names) for drug in subject.drugs for passage in library.passages_by_drug[drug])


def told_of(subject: Subject, library: Library) -> Subject:
    """Of two held drugs the one whose monographs name the other, or else its class; where none's do, as it was."""
    if subject.others and names_other(subject, library):
        return subject
    first, *rest = (DrugMention(drug, 0, 0, NameMatch.EXACT, drug) for drug in subject.drugs)
    foremost = Subject(subject.drugs[:1], True, (*rest, *subject.others)) if rest else subject
    if not foremost.others:
        return subject
    turned = [Subject((held,), True, (first,)) for held in held_of(foremost)]
    naming = (other for other in (foremost, *turned) if names_other(other, library))
    by_its_class = (other for other in (subject, *turned) if turned and not rest and _names_class(other, library))
    return next(chain(naming, by_its_class), subject)


def _names_class(subject: Subject, library: Library) -> bool:
    return bool(by_class("", subject, library.passages_by_drug[subject.drugs[0]]))


def asks_no_more(question: str, names: DrugNames) -> bool:
    """Whether a question says little besides the names of drugs: "can it be given with warfarin?"."""
    return len(terms(replaced(question, names.find(question), " "))) <= FEW_TERMS
