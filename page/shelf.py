"""What the page shows of the library before a question is asked: its monographs."""

from __future__ import annotations

from datetime import date

import prompts
from assistant.listing import listed
from library import Library
from page.escaping import escaped
from page.sources import format_imprint


def format_shelf(library: Library, today: date) -> str:
    """The monographs that answers are drawn from, by drug, newest first."""
    entries = "".join(
        f"<li><strong>{escaped(monograph.title)}</strong>"
        f"{format_imprint(monograph.publisher, monograph.updated, monograph, today)}</li>"
        for drug in library.drugs
        for monograph in library.monographs_of(drug)
    )
    title = escaped(prompts.text("page.library"))
    body = f"<ul>{entries}</ul>" if entries else f'<p class="quiet">{escaped(prompts.text("page.library_empty"))}</p>'
    version = escaped(prompts.text("page.library_index", version=library.index_version))
    return f'<div class="shelf"><h2>{title}</h2>{body}<p class="imprint">{version}</p></div>'


def format_header(library: Library, today: date) -> str:
    """The page's name, and what is loaded, to be unfolded at any time."""
    count = len(library.monographs)
    summary = f"{listed(library.drugs)} · {count} monograph{'' if count == 1 else 's'}".lstrip(" ·")
    return (
        f'<div class="masthead"><h1>{escaped(prompts.text("page.title"))}</h1>'
        f"<details><summary>{escaped(summary)}</summary>{format_shelf(library, today)}</details></div>"
    )
