"""Two drugs in one question: which of them the monographs are asked about, and whether they name the other."""

from __future__ import annotations

from assistant.subject import Subject
from drugs import DrugMention, DrugNames, NameMatch, replaced
from drugs.lexicon import lexicon
from drugs.moiety import components, without_salt, words_of
from library import Library
from retriever.lexical import terms

FEW_TERMS = 3  # "anything known", "levels when added": what is said of two drugs when only their combination is meant


def names_of(subject: Subject) -> frozenset[str]:
    """The other drugs as typed and by their generic names, in lower case and without salts."""
    return frozenset(name.lower() for mention in subject.others for name in (mention.text, *_generics(mention)))


def _generics(mention: DrugMention) -> tuple[str, ...]:
    """The names that monographs may give a drug; of a component the one that it is known by."""
    known = lexicon().get(mention.text.lower(), mention.text)
    drug = known if mention.is_part else mention.drug or known
    return (drug, *(" ".join(without_salt(words_of(part))) for part in components(drug)))


def held_of(subject: Subject) -> list[str]:
    """The other drugs that the library holds."""
    return [mention.drug for mention in subject.others if mention.match.is_held and mention.drug]


def mentions(passage: str, names: frozenset[str]) -> bool:
    """Whether the text of a passage holds any of the names, which are in lower case."""
    return any(name in passage.lower() for name in names)


def names_other(subject: Subject, library: Library) -> bool:
    """Whether any passage of the subject names one of the other drugs."""
    names = names_of(subject)
    return any(mentions(passage.text, names) for drug in subject.drugs for passage in library.passages_by_drug[drug])


def told_of(subject: Subject, library: Library) -> Subject:
    """Of two held drugs the one whose monographs name the other; as it was where neither's or both's do."""
    if not subject.others or names_other(subject, library):
        return subject
    asked = DrugMention(subject.drugs[0], 0, 0, NameMatch.EXACT, subject.drugs[0])
    turned = (Subject((held,), True, (asked,)) for held in held_of(subject))
    return next((other for other in turned if names_other(other, library)), subject)


def asks_no_more(question: str, names: DrugNames) -> bool:
    """Whether a question says little besides the names of drugs: "can it be given with warfarin?"."""
    return len(terms(replaced(question, names.find(question), " "))) <= FEW_TERMS
