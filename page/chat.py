"""The Gradio page: a chat at the left, the sources of its answers beside it.

The conversation lives on the server, one for each browser tab. The browser gets to see it but never sends it back:
an event carries the text of one question and nothing else, so that no forged history can reach the assistant.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol

import gradio as gr
from gradio.components.chatbot import ExampleMessage
from starlette.middleware import Middleware

import prompts
from assistant.greetings import example_questions
from library import Library
from page.answers import facts_of, format_answer, format_notice, format_question
from page.gate import Gate
from page.headers import SecurityHeaders
from page.shelf import format_header, format_shelf
from page.sources import format_panel, format_sources
from schema import Answer, AssistantError
from settings import MAX_QUESTION_CHARS

MAX_TURNS = 50  # a conversation is about one patient or topic; facts of earlier turns count, so none is dropped
STARTERS = 4  # questions offered before the first is asked
SESSION_SECONDS = 8 * 3600  # a tab left open overnight on a shared workstation no longer holds its conversation
CONCURRENT_ANSWERS, WAITING_QUESTIONS = 8, 64

HERE = Path(__file__).parent
STYLES = ("base", "chat", "panel", "narrow")  # in this order: what narrow screens need comes last

logger = logging.getLogger(__name__)


class Answering(Protocol):
    """What the page needs of an assistant."""

    @property
    def library(self) -> Library:
        """The library in service now."""

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question, given the earlier messages of its asker, oldest first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and how its answer and its sources are shown; `facts` are those that can be taken back, by name."""

    question: str
    reply: str
    sources: str
    facts: Mapping[str, str] = field(default_factory=dict)


Conversation = tuple[Turn, ...]
Update = Any  # what Gradio takes for one output: a value, an update, or gr.skip()


def chat_page(assistant: Answering, today: Callable[[], date] = date.today) -> gr.Blocks:
    """The page, not yet served."""

    def shelf() -> str:
        return format_shelf(assistant.library, today())

    def ask(question: str | None, conversation: Conversation) -> Iterator[tuple[Update, ...]]:
        """Show the question at once, then its answer; a question that cannot be put stays in its box, with a hint."""
        question = (question or "").strip()
        if hint := objection(question, conversation):
            yield question, gr.skip(), gr.skip(), hint, conversation
            return
        waiting = Turn(question, format_notice(prompts.text("page.pending"), "pending"), "")
        yield "", messages((*conversation, waiting)), gr.skip(), "", conversation
        conversation = (*conversation, answered(assistant, question, conversation, today()))
        panel = format_panel([turn.sources for turn in conversation if turn.sources])
        yield gr.skip(), messages(conversation), panel, "", conversation

    def start_over() -> tuple[Update, ...]:
        return "", [], shelf(), "", ()

    def greet() -> tuple[Update, ...]:
        examples = [ExampleMessage(text=question) for question in example_questions(assistant.library)[:STARTERS]]
        return format_header(assistant.library, today()), shelf(), gr.Chatbot(examples=examples)

    page: gr.Blocks
    with gr.Blocks(title=prompts.text("page.title"), analytics_enabled=False, fill_width=True) as page:
        conversation = gr.State((), time_to_live=SESSION_SECONDS)
        with gr.Row(elem_id="top"):
            header = _markdown(elem_id="header")
            anew = gr.Button(prompts.text("page.new_conversation"), elem_id="anew", size="sm", scale=0)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="chat", scale=6, min_width=300):
                chat = gr.Chatbot(
                    elem_id="conversation",
                    show_label=False,
                    container=False,
                    height="100%",
                    layout="panel",
                    autoscroll=False,  # it would scroll to the end of a long answer; page/scroll.js does better
                    buttons=[],
                    feedback_options=None,
                    sanitize_html=True,
                    latex_delimiters=[],
                    placeholder=f"## {prompts.text('page.placeholder')}\n\n{prompts.text('page.placeholder_detail')}",
                )
                hint = _markdown(elem_id="hint")
                with gr.Row(elem_id="composer"):
                    box = gr.Textbox(
                        elem_id="question",
                        label=prompts.text("page.question"),
                        show_label=False,
                        container=False,
                        placeholder=prompts.text("page.question"),
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        html_attributes=gr.InputHTMLAttributes(spellcheck=True, autocomplete="off"),
                    )
                    button = gr.Button(prompts.text("page.ask"), variant="primary", scale=0, elem_id="ask")
                gr.Markdown(prompts.text("page.notice"), elem_id="notice")
            with gr.Column(elem_id="sources", scale=5, min_width=300):
                sources = _markdown(elem_id="panel")
        shown = [box, chat, sources, hint, conversation]
        gr.on(
            [box.submit, button.click],
            ask,
            [box, conversation],
            shown,
            api_visibility="private",
            show_progress="hidden",
        )
        for select in (chat.example_select, chat.option_select):
            select(_chosen, None, box, api_visibility="private").then(
                ask, [box, conversation], shown, api_visibility="private", show_progress="hidden"
            )
        anew.click(start_over, None, shown, api_visibility="private", show_progress="hidden")
        page.load(greet, None, [header, sources, chat], api_visibility="private", show_progress="hidden")
    page.queue(default_concurrency_limit=CONCURRENT_ANSWERS, max_size=WAITING_QUESTIONS)
    return page


def launch(page: gr.Blocks, host: str, port: int) -> str:
    """Begin to serve the page, on this machine only, and give its address.

    Raises:
        OSError: the port is in use.
    """
    style = "".join((HERE / "style" / f"{name}.css").read_text("utf-8") for name in STYLES)
    script = (HERE / "scroll.js").read_text("utf-8")
    _, address, _ = page.launch(
        server_name=host,
        server_port=port,
        share=False,
        show_error=False,
        quiet=True,
        ssr_mode=False,
        allowed_paths=[],
        max_file_size=1,  # byte: the page takes no uploads
        footer_links=[],
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=f"<style>{style}</style><script>{script}</script>",  # as `css`, Gradio would rewrite the selectors
        app_kwargs={
            "middleware": [Middleware(SecurityHeaders, scripts=(script,)), Middleware(Gate)],
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
        },
        prevent_thread_lock=True,
    )
    return address


def objection(question: str, conversation: Conversation) -> str:
    """Why a question is not put to the assistant, as a hint to its asker; empty where it is."""
    if not question:
        return prompts.text("page.empty_question")
    if len(question) > MAX_QUESTION_CHARS:
        return prompts.text("page.long_question", length=f"{len(question):,}", limit=f"{MAX_QUESTION_CHARS:,}")
    if len(conversation) >= MAX_TURNS:
        return prompts.text("page.long_conversation", limit=MAX_TURNS)
    return ""


def answered(assistant: Answering, question: str, conversation: Conversation, today: date) -> Turn:
    """Put a question to the assistant; what goes wrong is shown as a sentence, and logged without the question."""
    try:
        answer = assistant.answer(question, [turn.question for turn in conversation])
        number = len(conversation) + 1
        reply = format_answer(answer, number)
        sources = format_sources(answer, assistant.library.monographs, number, today)
        facts = facts_of(answer)
        if len(assistant.library.drugs) == 1:
            facts.pop("drug", None)  # it goes without saying, and so cannot be taken back
        return Turn(question, reply, sources, facts)
    except AssistantError as error:
        return Turn(question, format_notice(str(error), "error"), "")
    except Exception as error:  # the last line of defence: a person gets a sentence, whatever happened
        error_id = token_hex(4)
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("error %s: %s\n%s", error_id, type(error).__name__, frames)
        return Turn(question, format_notice(prompts.text("page.unexpected", error_id=error_id), "error"), "")


def messages(conversation: Conversation) -> list[dict[str, Any]]:
    """A conversation as Gradio's chat shows it; the facts that it has come to, each to be taken back by a click."""
    shown: list[dict[str, Any]] = [
        message
        for turn in conversation
        for message in (
            {"role": "user", "content": format_question(turn.question)},
            {"role": "assistant", "content": turn.reply},
        )
    ]
    if conversation:
        shown[-1]["options"] = [
            {"label": f"{said} ×", "value": prompts.text("page.forget", fact=name)}
            for name, said in conversation[-1].facts.items()
        ]
    return shown


def _chosen(event: gr.SelectData) -> str:
    """The text of the starter or the fact that was clicked; the event comes from the browser and may hold anything."""
    chosen = event.value.get("text") if isinstance(event.value, dict) else event.value
    return chosen if isinstance(chosen, str) else ""


def _markdown(elem_id: str) -> gr.Markdown:
    return gr.Markdown(elem_id=elem_id, container=False, sanitize_html=True, latex_delimiters=[])
