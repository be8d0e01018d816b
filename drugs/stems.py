"""Stems that mark a word as a drug's nonproprietary name, for drugs newer than the lexicon.

Source: World Health Organization, "The use of stems in the selection of International Nonproprietary Names (INN) for
pharmaceutical substances" (2018) and its addenda. Stems that end common English words are left out.
"""

import re

SUFFIXES = (
    "adol azepam azolam bactam barbital bercept buvir caine cillin ciclib citabine conazole coxib curium cycline "
    "dipine dronate fenac fibrate floxacin fungin gatran gepant gliflozin gliptin glitazone glutide grastim grel "
    "kinra leucel leukin lisib lukast metinib micin mycin nacept nercept nidazole olol orexant oxetine oxicam parib "
    "parin penem peridol peridone piprazole pitant plase platin poetin prazole pressin previr prilat profen ranib "
    "relin relix rafenib rubicin sartan semide setron siran statin taxel tacept tegravir tercept terol thiazide "
    "tiazide tinib tocin trapib trexate triptan triptyline tropium tuzumab vaptan virine xaban ximab zomib zosin "
    "zumab mab nib pril vir "
).split()

_NAME = re.compile(rf"[a-z]{{3,}}(?:{'|'.join(sorted(SUFFIXES, key=len, reverse=True))})(?:e|um)?\Z")


def has_drug_stem(word: str) -> bool:
    """Whether a lower-case word of at least seven letters ends in an INN stem."""
    return len(word) >= 7 and _NAME.match(word) is not None
