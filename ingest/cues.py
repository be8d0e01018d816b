"""Signs and words that tell what a line does: be an item, open the list after it, direct the reader to do something.

Source: the headings and lead-ins of the EMA's QRD template, of US Medication Guides and of the Drug Facts of US labels.
"""

from __future__ import annotations

import re

BULLETS = "•●▪◦■□○∘"
INNER_BULLETS = "o○◦∘"  # of the items of a list within a list
END = 80  # characters at the end of a line that tell whether others follow it
_OPENS = re.compile(
    r"\b(?:if(?: you(?:r child)?)?(?: have| are)?|include|including|such as|are)$"
    r"|\bbefore (?:\w+ing|you (?:use|take)) [\w ®™-]+$"
)
# What to do about it: "talk to your doctor", "stop taking X".
ACTS = r"(?:ask|call|check|consult|contact|discuss|inform|see|seek|speak|stop|talk|tell)"


def opens(text: str) -> bool:
    """Whether a line ends like one that opens a list though it has no colon: "Tell your doctor if you"."""
    return bool(_OPENS.search(text[-END:]))
