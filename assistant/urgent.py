"""Tell an emergency that is being reported from a question about one.

"My lips are swelling after the shot" needs help now; "what are the signs of anaphylaxis?" is an ordinary question. A
message is urgent when it names a danger and nothing frames that danger as general, hypothetical or past; thoughts of
self-harm are urgent unless it is their number that is asked for. The patterns and their sources are in urgent.yaml.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml


class Emergency(StrEnum):
    """What kind of help is needed first."""

    SELF_HARM = "self_harm"
    REACTION = "reaction"
    POISONING = "poisoning"


def emergency_in(message: str) -> Emergency | None:
    """The emergency that a message, cleaned and in lower case, reports; or None."""
    if _pattern(Emergency.SELF_HARM).search(message) and not _pattern("counted").search(message):
        return Emergency.SELF_HARM
    if _pattern("ordinary").search(message):
        return None
    return next((kind for kind in Emergency if _pattern(kind).search(message)), None)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    patterns: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    joined = "|".join(f"(?:{pattern})" for pattern in patterns[name])
    for word, alternatives in patterns["words"].items():
        joined = joined.replace(f"{{{word}}}", alternatives)
    return re.compile(joined)
