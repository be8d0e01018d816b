"""Drug names in a text: which drug of the library is meant, and which names are of drugs that it does not hold.

Turns a message into `DrugMention`s with their places. Imports nothing of the project; start with `DrugNames.find`.
Names are matched whole, by edit distance only where no other drug is as near: look-alikes are reported, not corrected.
"""

from drugs.names import DrugMention, DrugNames, NameMatch, replaced

__all__ = ["DrugMention", "DrugNames", "NameMatch", "replaced"]
