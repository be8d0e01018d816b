"""Whether what a phrase names is said to be so: not denied, not over, not merely feared."""

from __future__ import annotations

import re

from rules.text import REACH, before

_DENIED = re.compile(
    r"(?<![a-z])(?:no|not|without|denies|denied|deny|negative for|free of|free from|never|isn't|"
    r"doesn't have|does not have|"
    r"don't have|hasn't|non|absence of|absent|nor|ruled out|excluded|isn't on|not on|"
    r"not taking)\s(?:\w+\s){0,3}$|(?<![a-z])non-$"
)
_DENIED_AFTER = re.compile(
    r"^[\s,:-]*(?:\w+\s){0,2}?(?:ruled out|excluded|negative|free(?![a-z])|was negative|is negative)"
)
_OVER = re.compile(
    r"(?<![a-z])(?:history of|previous|previously|past|prior|prior to|former|formerly|"
    r"recovered from|got over|cured of|used to take|"
    r"stopped|stopping|stop|came off|coming off|discontinued|discontinuing|failed|failing|fail|"
    r"failure of|switch(?:ed|ing)? from|"
    r"chang(?:ed|ing) from|instead of|replac(?:e|ed|ing)|after|off|inadequate response to|"
    r"intolerant (?:to|of)|not responding to|"
    r"last dose of|finished|completed|washout of|had tried|tried|rather than|versus|vs\.?|than|"
    r"compared (?:to|with)|(?:mov|com|convert|recover)(?:ing|ed) from)"
    r"\s(?:\w+\s){0,2}$"
)
_OVER_AFTER = re.compile(
    r"^[\s,:-]*(?:(?:is|was|has|have|had|been|now|all|that|which|it|fully|completely|already|treatment)\s){0,4}"
    r"(?:resolved|cleared|gone|healed|over(?![a-z])|treated successfully|cured|finished|stopped|discontinued|failed|"
    r"last (?:year|month|winter|summer|spring|autumn|week)|(?:years?|months?|weeks?) ago|"
    r"\d+ (?:years?|months?|weeks?) ago|in (?:19|20)\d\d|in the past|"
    r"a (?:year|month|week) ago|(?:two|three|four|five|six) (?:weeks|months|years) ago)"
)
_WAS = re.compile(
    r"(?<![a-z])(?:history of|previous|previously on|formerly on|was on|were on|had been on|used to be on|came off|"
    r"come off|stopped|no longer on|recovered from|before|had had)\s(?:\w+\s){0,1}$"
)
_FEARED = re.compile(
    r"(?<![a-z])(?:risk of|risks of|signs of|sign of|prevent|prevents|preventing|prevention of|"
    r"monitor for|watch for|prone to|"
    r"susceptible to|increase|increases|cause|causes|screen for|screening for|test for|tested for|"
    r"chance of|family history of|"
    r"protect against|worried about)\s(?:\w+\s){0,3}$"
)
_PARTS = re.compile(r"[.;?!\n]|,? but ")


def is_over(text: str, start: int, end: int) -> bool:
    """Whether what stands at [start, end) is said to be past: "on dialysis last year", "was on dialysis"."""
    leading, following = _around(text, start, end)
    return bool(_WAS.search(leading) or _OVER_AFTER.search(following))


def is_so(text: str, start: int, end: int, lasts: bool = False) -> bool:
    """Whether clean text says of [start, end) that it is so now; of what `lasts`, that it is or once was."""
    leading, following = _around(text, start, end)
    is_past = not lasts and (_OVER.search(leading) or _OVER_AFTER.search(following))
    return not (_DENIED.search(leading) or _DENIED_AFTER.search(following) or is_past or _FEARED.search(leading))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before [start, end) and after it in the same sentence, up to a "but"."""
    *_, leading = _PARTS.split(before(text, start))
    following, *_ = _PARTS.split(text[end : end + REACH])
    return leading, following
