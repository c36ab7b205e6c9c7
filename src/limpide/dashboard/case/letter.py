"""The letter to the client on the latest decision: made on demand, shown, and kept at hand for printing."""

import base64
import json

import streamlit as st

from limpide.contract import CaseStatus, DecisionList, Explanation
from limpide.core.identifiers import file_name_part
from limpide.dashboard import markup
from limpide.dashboard.case import handed_over
from limpide.dashboard.screen import Screen
from limpide.dashboard.trouble import told_calmly

_PLACE = "lp-letter"
# A browser opens its PDF viewer on what it holds itself; nothing is fetched.
_SCRIPT = """<script>(shown => {
  const place = document.getElementById(shown.place);
  if (!place) return;
  const bytes = Uint8Array.from(atob(shown.pdf), letter => letter.charCodeAt(0));
  const frame = document.createElement("iframe");
  frame.title = shown.title;
  frame.src = URL.createObjectURL(new Blob([bytes], {type: "application/pdf"}));
  place.replaceChildren(frame);
})(%s)</script>"""


@st.fragment  # type: ignore[untyped-decorator]
def show(screen: Screen, explanation: Explanation, decided: DecisionList) -> None:
    """Show the way to the letter; nothing before there is a decision."""
    words = screen.words
    if not decided.decisions:
        return
    st.html(markup.heading(words.say("letter.heading"), "letter", level=2))
    if decided.state is not None and decided.state.status is CaseStatus.SECOND_SIGNATURE:
        st.markdown(words.say("letter.awaits_signature"))
        return
    handed_over.show(screen, explanation.client_id, decided.state)
    if not st.toggle(words.say("letter.preview"), key=f"letter_{explanation.client_id}"):
        return
    with told_calmly(words, place="letter"):
        _preview(screen, explanation)


def _preview(screen: Screen, explanation: Explanation) -> None:
    words = screen.words
    with st.spinner(words.say("letter.wait")):
        pdf = screen.api.client.letter(explanation.client_id)
    name = words.say("letter.file", client=file_name_part(explanation.client_id))
    st.download_button(
        words.say("letter.download"),
        pdf,
        file_name=name,
        mime="application/pdf",
        icon=":material/download:",
        on_click="ignore",
    )
    st.html(f'<div id="{_PLACE}" class="lp-letter"></div>')
    title = words.say("letter.title", client=explanation.client_id)
    asked = {"place": _PLACE, "title": title, "pdf": base64.b64encode(pdf).decode("ascii")}
    st.html(_SCRIPT % json.dumps(asked), unsafe_allow_javascript=True)
