"""The report of a run: one HTML file that needs nothing else, with the gravest failures first.

Turns what scores.json holds, and each scored question, into a page. Start at `page.py`.
"""

from eval.report.page import render

__all__ = ["render"]
