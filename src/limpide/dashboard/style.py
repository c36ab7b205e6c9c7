"""The look of the dashboard: its style sheet, and the language that the browser is told."""

import json
from pathlib import Path

import streamlit as st

from limpide.dashboard.words import Words

# Streamlit draws anew at any time, so its English is put into the page's language whenever something changes.
_SCRIPT = """spoken => {
  document.documentElement.lang = spoken.lang;
  const say = (selector, text) => document.querySelectorAll(selector).forEach(each => {
    if (each.getAttribute("aria-label") !== text) each.setAttribute("aria-label", text);
  });
  const name = () => {
    say("header nav", spoken.pages);
    say("[data-testid=stLogoLink]", spoken.home);
    document.querySelectorAll("[data-testid=stSkipToContent]").forEach(link => {
      if (link.textContent !== spoken.skip) link.textContent = spoken.skip;
    });
    document.querySelectorAll("kbd[aria-label]").forEach(key => {
      const told = `${spoken.shortcut} ${key.textContent}`;
      if (key.getAttribute("aria-label") !== told) key.setAttribute("aria-label", told);
    });
    document.querySelectorAll("button[aria-label^='Help for ']").forEach(each => {
      const told = spoken.help + each.getAttribute("aria-label").slice(8);
      if (each.getAttribute("aria-label") !== told) each.setAttribute("aria-label", told);
    });
    const texts = document.createTreeWalker(document.querySelector("header") || document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const found = /^([0-9]+) more$/.exec(texts.currentNode.data);
      if (found && spoken.lang !== "en") texts.currentNode.data = spoken.more.replace("#", found[1]);
    }
  };
  window.limpideNames?.disconnect();
  let asked = 0;
  window.limpideNames = new MutationObserver(() => { clearTimeout(asked); asked = setTimeout(name, 60); });
  window.limpideNames.observe(document.body, {childList: true, subtree: true});
  name();
}"""
_SHEET = Path(__file__).with_name("style.css")


def dress(words: Words) -> None:
    """Apply the style sheet, and put into the page's language what Streamlit always says in English."""
    st.html(_SHEET)
    spoken = {
        "lang": words.language,
        "pages": words.say("nav.pages"),
        "skip": words.say("nav.skip"),
        "home": words.say("nav.home"),
        "shortcut": words.say("nav.shortcut"),
        "help": words.say("nav.help"),
        "more": words.say("nav.more"),
    }
    st.html(f"<script>({_SCRIPT})({json.dumps(spoken)})</script>", unsafe_allow_javascript=True)
