"""The look of the dashboard: its style sheet, and the language that the browser is told."""

import json
from functools import cache
from pathlib import Path

import streamlit as st

from limpide.contract import Language
from limpide.dashboard.words import Words, get_words

# Streamlit draws anew at any time, so its English is put into the page's language whenever something changes.
_SCRIPT = """spoken => {
  document.documentElement.lang = spoken.lang;
  document.documentElement.style.setProperty("--lp-sending", JSON.stringify(spoken.sending));
  const set = (selector, attribute, text) => document.querySelectorAll(selector).forEach(each => {
    if (each.getAttribute(attribute) !== text) each.setAttribute(attribute, text);
  });
  const say = (selector, text) => set(selector, "aria-label", text);
  const name = () => {
    say("header nav, [data-testid=stSidebarNav]", spoken.pages);
    // Its parts speak English only, and the picture as a whole says more.
    set("[data-testid=stVegaLiteChart] svg", "aria-hidden", "true");
    set("[data-testid=stVegaLiteChart][aria-roledescription]", "aria-roledescription", spoken.chart);
    set("[placeholder='Choose an option'], [placeholder='Choose options']", "placeholder", spoken.choose);
    // A region that scrolls is reached by the keyboard.
    document.querySelectorAll(".lp-table").forEach(each => {
      const scrolls = each.scrollWidth > each.clientWidth + 1;
      if (scrolls === (each.tabIndex === 0)) return;
      for (const [attribute, text] of [
        ["tabindex", "0"], ["role", "region"], ["aria-label", each.firstElementChild?.ariaLabel ?? ""],
      ]) scrolls ? each.setAttribute(attribute, text) : each.removeAttribute(attribute);
    });
    say("[data-testid=stLogoLink]", spoken.home);
    document.querySelectorAll("[data-testid=stSkipToContent]").forEach(link => {
      if (link.textContent !== spoken.skip) link.textContent = spoken.skip;
    });
    document.querySelectorAll("kbd[aria-label]").forEach(key => {
      const told = `${spoken.shortcut} ${key.textContent}`;
      if (key.getAttribute("aria-label") !== told) key.setAttribute("aria-label", told);
    });
    for (const [english, told] of Object.entries(spoken.labels)) say(`[aria-label="${english}"]`, told);
    for (const [english, told] of Object.entries(spoken.beginnings)) {
      document.querySelectorAll(`[aria-label^="${english}"]`).forEach(each =>
        each.setAttribute("aria-label", told + each.getAttribute("aria-label").slice(english.length).trim()));
    }
    document.querySelectorAll(spoken.parts).forEach(part => {
      const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const said = texts.currentNode.data;
        const told = spoken.texts.reduce((text, [from, to]) => text.replace(new RegExp(from), to), said);
        if (told !== said) texts.currentNode.data = told;
      }
    });
  };
  window.limpideNames?.disconnect();
  let asked = 0;
  window.limpideNames = new MutationObserver(() => { clearTimeout(asked); asked = setTimeout(name, 60); });
  window.limpideNames.observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label", "placeholder", "tabindex"],
  });
  window.onresize = () => { clearTimeout(asked); asked = setTimeout(name, 60); };
  name();
}"""
# What Streamlit says in English, whole, at the beginning, and in patterns.
_LABELS = {
    "Open": "widget.open",
    "Decrement": "widget.less",
    "Increment": "widget.more",
    "Choose date": "widget.day",
    "file upload": "widget.files",
    "Clear all": "widget.clear_all",
    "Clear value": "widget.clear",
    "Selected values": "widget.selected",
    "Dismiss": "widget.dismiss",
    "Expand sidebar": "widget.menu_open",
    "Collapse sidebar": "widget.menu_close",
    "Sidebar": "widget.menu",
    "Add files": "widget.files",
    "Close": "widget.close",
    "Previous month": "widget.month_before",
    "Next month": "widget.month_after",
}
_CHART_BUTTONS = {
    "Download as PNG: ": "widget.download",
    "Copy Vega-Lite spec: ": "widget.copy",
    "Fullscreen: ": "widget.fullscreen",
}
_BEGINNINGS = {"Help for ": "nav.help", "Show data: ": "widget.data", "Remove ": "widget.remove", **_CHART_BUTTONS}
_TEXTS = {
    "^([0-9]+) more$": "nav.more",
    "^No results$": "widget.nothing",
    "^Page not found$": "nav.unknown",
    "^The page that you have requested does not seem to exist.*": "nav.unknown_lead",
    "^Upload$": "widget.files",
    "^([0-9]+) options? available[.]$": "widget.options",
    "^(.*) files are not allowed[.]$": "widget.kind",
    "^add icon$": "widget.files",
    "^Connection error$": "widget.no_connection",
    "^Is Streamlit still running.*": "widget.no_connection_lead",
    "^Connection timed out[.]?$": "widget.no_answer",
    "^([0-9]+)MB per file": "widget.limit",
    "^([0-9]+)[.]0B$": "widget.bytes",
    "^([0-9]+)[.]([0-9])KB$": "widget.kilobytes",
    "^([0-9]+)[.]([0-9])MB$": "widget.megabytes",
}
_PARTS = ("header", "[data-testid=stFileUploader]", "[role=listbox]", "[role=dialog]", "[data-live-announcer]")
_SHEETS = [Path(__file__).with_name(name) for name in ("style.css", "accessibility.css")]


def dress(words: Words) -> None:
    """Apply the style sheet, and put into the page's language what Streamlit always says in English."""
    for sheet in _SHEETS:
        st.html(sheet)
    st.html(_translating(words.language), unsafe_allow_javascript=True)


@cache
def _translating(language: Language) -> str:
    words = get_words(language)
    spoken = {
        "lang": words.language,
        "pages": words.say("nav.pages"),
        "skip": words.say("nav.skip"),
        "home": words.say("nav.home"),
        "shortcut": words.say("nav.shortcut"),
        "chart": words.say("widget.chart"),
        "choose": words.say("application.add_placeholder"),
        "parts": ", ".join(_PARTS),
        "sending": words.say("draft.sending"),
        "labels": {english: words.say(key) for english, key in _LABELS.items()},
        "beginnings": {english: words.say(key) for english, key in _BEGINNINGS.items() if words.language != "en"},
        "texts": [(english, words.say(key)) for english, key in _TEXTS.items()],
    }
    return f"<script>({_SCRIPT})({json.dumps(spoken)})</script>"
