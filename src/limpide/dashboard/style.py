"""The look of the dashboard: its style sheet, and the language that the browser is told."""

import json
from pathlib import Path

import streamlit as st

from limpide.dashboard.words import Words

_SCRIPT = """spoken => {
  document.documentElement.lang = spoken.lang;
  const name = () => {
    document.querySelectorAll("header nav").forEach(nav => nav.setAttribute("aria-label", spoken.pages));
    document.querySelectorAll("[data-testid=stLogoLink]").forEach(b => b.setAttribute("aria-label", spoken.home));
    document.querySelectorAll("[data-testid=stSkipToContent]").forEach(link => { link.textContent = spoken.skip; });
  };
  name(); setTimeout(name, 500);
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
    }
    st.html(f"<script>({_SCRIPT})({json.dumps(spoken)})</script>", unsafe_allow_javascript=True)
