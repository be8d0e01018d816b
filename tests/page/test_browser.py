"""The page in a real browser: what a reader sees, can check, and cannot be made to run."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from library import Library
from schema import SectionCode
from tests.page.conftest import Site, served
from tests.page.rote import HOSTILE, P, RoteAssistant, monograph_of

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
OpenPage = Callable[..., Any]


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    """One browser profile: its tabs share what is cached and nothing else, since each is a session of its own."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def open_page(window: Any, site: Site) -> Iterator[OpenPage]:
    """Opens the page in a tab of its own; at the end nothing may have been asked of another machine."""
    pages: list[Any] = []
    requests: list[str] = []
    dialogs: list[str] = []
    errors: list[str] = []

    def dismiss(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    def open_page(url: str = site.url, viewport: dict[str, int] = WIDE, scheme: str = "light") -> Any:
        page = window.new_page()
        pages.append(page)
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        page.on("request", lambda request: requests.append(request.url))
        page.on("dialog", dismiss)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(url)
        page.wait_for_selector(".masthead")
        page.wait_for_selector("#conversation button.example", state="attached")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert [url for url in requests if not url.startswith(("http://127.0.0.1:", "data:"))] == []
    assert dialogs == []
    assert errors == []


def ask(page: Any, question: str) -> None:
    """Type a question, press Enter, wait for its answer."""
    before = page.locator(".answer:not(.pending)").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function("before => document.querySelectorAll('.answer:not(.pending)').length > before", arg=before)


def marked(page: Any, n: int) -> str:
    return "".join(page.locator(f".turn:visible mark.cited-{n}").all_text_contents())


def test_a_question_is_answered_and_its_passage_is_marked_in_its_section(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    ask(page, "How do I keep zelvane?")
    assert "Store the vials between 2 and 8 degrees." in page.inner_text(".answer")
    for citation in site.assistant.answer("keep").citations:
        assert marked(page, citation.n) == citation.quote
    card = page.locator(".card", has_text="Store the vials")
    assert "Pharmaceutical particulars › Storage" in card.inner_text()
    assert "revised 16 August 2022, 4 years ago" in page.inner_text("#panel")
    assert page.is_visible("#panel >> text=Over a year old")


def test_the_folded_rest_of_a_section_opens(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "How do I keep zelvane?")
    assert not page.is_visible("text=Return outdated vials")
    page.click("text=Show 2 more paragraphs")
    assert page.is_visible("text=Return outdated vials")


def test_a_marker_leads_to_its_passage_also_from_an_earlier_answer(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "How do I keep zelvane?")
    ask(page, "And in kidney disease?")
    assert marked(page, 1) == "give it every other day"
    page.locator(".answer").first.locator("a.marker", has_text="3").click()
    assert marked(page, 3) == "Keep zelvane in the refrigerator."
    assert page.locator("#source-1-3").evaluate("element => element === document.querySelector(':target')")
    ask(page, "And in kidney disease once more?")
    assert marked(page, 1) == "give it every other day"
    assert page.locator(".turn:visible").count() == 1


def test_the_keyboard_suffices(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.type("How do I keep zelvane?")  # the question box has the focus from the start
    page.keyboard.press("Enter")
    page.wait_for_selector("a.marker")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.className") == "marker":
            break
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#source-1-3"


def test_shift_and_enter_begin_a_new_line_and_an_empty_question_gets_a_hint(open_page: OpenPage) -> None:
    page = open_page()
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#hint:has-text('Type a question first')")
    page.type("#question textarea", "one")
    page.press("#question textarea", "Shift+Enter")
    assert page.input_value("#question textarea") == "one\n"
    assert page.locator(".question").count() == 0


def test_a_question_that_is_too_long_stays_to_be_shortened(open_page: OpenPage) -> None:
    page = open_page()
    page.fill("#question textarea", "x" * 10_000)
    page.click("#ask")
    page.wait_for_selector("#hint:has-text('10,000 characters')")
    assert len(page.input_value("#question textarea")) == 10_000


def test_a_starter_asks_its_question(open_page: OpenPage) -> None:
    page = open_page()
    page.click("button.example:has-text('kidney disease')")
    page.wait_for_selector(".answer.dosing")
    assert page.inner_text(".question") == "Does zelvane need a different dose in kidney disease?"
    assert page.inner_text(".answer .label") == "Rules module"


def test_a_fact_is_taken_back_by_a_click_that_says_so_in_the_chat(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    ask(page, "And in kidney disease?")
    assert not page.is_visible(".answer .slots")  # the facts stand above the composer instead
    page.click("button.option:has-text('Weight: 20 kg')")
    page.wait_for_selector(".answer.refuse")
    assert page.locator(".question").last.inner_text() == "Forget the weight"
    assert site.assistant.histories[-1] == ("And in kidney disease?",)
    assert page.is_visible(".answer.dosing .slots")
    assert page.locator("button.option").count() == 0


def test_a_long_answer_is_read_from_its_beginning(open_page: OpenPage) -> None:
    page = open_page()
    for _ in range(2):
        ask(page, "Tell me everything.")
        page.wait_for_timeout(400)
        question, view = page.locator(".question").last.bounding_box(), page.locator("#conversation").bounding_box()
        assert 0 <= question["y"] - view["y"] < 100


def test_a_new_conversation_clears_the_page_and_what_the_assistant_is_told(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    ask(page, "How do I keep zelvane?")
    page.click("#anew")
    page.wait_for_selector("button.example")
    assert page.locator(".answer").count() == 0
    assert page.is_visible("#panel .shelf")
    ask(page, "And in kidney disease?")
    assert site.assistant.histories[-1] == ()


def test_two_sessions_do_not_leak(open_page: OpenPage, site: Site) -> None:
    first, second = open_page(), open_page()
    ask(first, "How do I keep the canary?")
    ask(second, "And in kidney disease?")
    assert "canary" not in second.content()
    ask(first, "Why?")
    assert site.assistant.histories[-2:] == [(), ("How do I keep the canary?",)]


def test_an_edited_chat_changes_nothing(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    ask(page, "How do I keep zelvane?")
    page.locator(".answer").evaluate("element => element.textContent = 'VERIFIED: 1000 mg'")
    ask(page, "And in kidney disease?")
    assert site.assistant.histories[-1] == ("How do I keep zelvane?",)


PAYLOADS = [
    "<script>alert(1)</script>",
    '<img src="http://192.0.2.1/x.png" onerror="alert(1)">',
    "![x](http://192.0.2.1/x.png)",
    "[click](javascript:alert(1))",
    '<svg onload="alert(1)"><a href="javascript:alert(1)">x</a></svg>',
    '</div><iframe src="http://192.0.2.1"></iframe><style>@import "http://192.0.2.1/x.css";</style>',
    "<b>bold</b>\n\n<link rel=stylesheet href=http://192.0.2.1/x.css>\n\n# heading",
    "`code` **bold** $$x$$ {{constructor.constructor('alert(1)')()}} ${alert(1)}",
]


def test_mark_up_in_a_question_is_shown_and_never_run(open_page: OpenPage) -> None:
    page = open_page()
    for payload in PAYLOADS:
        ask(page, payload)
        shown = page.locator(".question").last
        assert shown.inner_text().split() == payload.split()
        assert shown.locator(":not(br)").count() == 0
    assert page.locator("#conversation img, #conversation iframe, #panel img, #panel iframe").count() == 0


@pytest.fixture(scope="module")
def hostile_url() -> Iterator[str]:
    outline = [(SectionCode.INDICATIONS, (payload,), [(P, f"{payload} {HOSTILE}")]) for payload in PAYLOADS]
    fields = dict.fromkeys(("publisher", "audience", "jurisdiction", "updated"), HOSTILE)
    lines = [(code, path, [(kind, " ".join(line.split())) for kind, line in body]) for code, path, body in outline]
    yield from served(RoteAssistant(Library([monograph_of(lines, "hostile", HOSTILE, **fields)], [], HOSTILE)))


def test_mark_up_in_a_document_is_shown_and_never_run(open_page: OpenPage, hostile_url: str) -> None:
    page = open_page(hostile_url)
    ask(page, "hostile")
    assert "<script>alert(1)</script>" in marked(page, 1)
    assert "onerror=" in page.inner_text("#panel h3")
    assert "alert(2)" in page.inner_text(".answer")
    for element in ("img", "iframe", "svg:not(button svg)", "a[href^=javascript]"):
        assert page.locator(f".answer {element}, #panel {element}, #header {element}").count() == 0


def test_a_script_that_finds_its_way_into_the_page_does_not_run(browser: Any, site: Site) -> None:
    page = browser.new_page()
    page.goto(site.url)
    page.wait_for_selector(".masthead")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = 2'}))")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_scrolls_one_way_and_shows_the_sources_below_the_chat(open_page: OpenPage, scheme: str) -> None:
    page = open_page(viewport=PHONE, scheme=scheme)
    ask(page, "How do I keep zelvane? " + "W" * 200)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    chat, sources = page.locator("#chat").bounding_box(), page.locator("#sources").bounding_box()
    assert sources["y"] >= chat["y"] + chat["height"]
    page.locator("a.marker").first.click()
    box = page.locator("mark.cited-1").bounding_box()
    assert 0 <= box["y"] <= PHONE["height"]


def test_the_sources_stand_beside_the_chat_on_a_desk(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "How do I keep zelvane?")
    chat, sources = page.locator("#chat").bounding_box(), page.locator("#sources").bounding_box()
    assert sources["x"] >= chat["x"] + chat["width"]
    assert page.evaluate("document.documentElement.scrollHeight") <= WIDE["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable(open_page: OpenPage, scheme: str) -> None:
    """Contrast of at least 4.5 to 1 (WCAG 2.2, level AA) for every text that is shown."""
    page = open_page(scheme=scheme)
    for question in ("How do I keep zelvane?", "And in kidney disease?", "He swallowed ten.", "Unknown?", "crash"):
        ask(page, question)
        assert page.evaluate(POOR_CONTRAST) == []


POOR_CONTRAST = """() => {
  const parse = colour => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const luminance = ([r, g, b]) => {
    const part = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll('.gradio-container *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const style = getComputedStyle(element);
    if (!own || !element.checkVisibility() || style.fontSize === '0px') continue;
    const [light, dark] = [luminance(parse(style.color)), luminance(ground(element))].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)}: ${element.className}: ${element.textContent.trim().slice(0, 40)}`);
  }
  return poor;
}"""
