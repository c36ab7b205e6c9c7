"""What a browser sends after a click that writes waits for the answer to it."""

import asyncio
import gc
from collections.abc import Callable

from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from limpide.dashboard.barrier import Barrier
from limpide.dashboard.drafts import Draft, lacks
from limpide.dashboard.submissions import PageAddress, Submission, Submissions

GONE: Message = {"type": "websocket.disconnect", "code": 1001}


def run_of(page: str, *, click: Submission | None = None, fragment: str = "", typed: str = "") -> Message:
    """What the browser sends for a click: the page it shows, what is typed, and the button."""
    message = BackMsg()
    message.rerun_script.query_string, message.rerun_script.fragment_id = page, fragment
    message.rerun_script.widget_states.widgets.add(id="$$ID-a-comment", string_value=typed)
    if click is not None:
        message.rerun_script.widget_states.widgets.add(id=f"$$ID-b-{click.key('send_decision')}", trigger_value=True)
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def read(message: Message) -> tuple[str, str, list[str], bool]:
    """Page, fragment, what is typed, and whether a button is pressed."""
    request = BackMsg()
    request.ParseFromString(message["bytes"])
    state = request.rerun_script
    widgets = state.widget_states.widgets
    typed = [widget.string_value for widget in widgets if widget.WhichOneof("value") == "string_value"]
    return state.query_string, state.fragment_id, typed, any(widget.trigger_value for widget in widgets)


def serve(sent: list[Message], *, answer: Callable[[int], None], stays: float = 0.3) -> list[Message]:
    """Send messages through the middleware at once, and leave some seconds later.

    ``answer`` is called with the number of messages that passed.
    """
    passed: list[Message] = []

    async def app(_: Scope, receive: Receive, __: Send) -> None:
        while not passed or passed[-1] is not GONE:
            passed.append(await receive())
            asyncio.get_running_loop().call_later(0.02, answer, len(passed))

    async def talk() -> None:
        queue: asyncio.Queue[Message] = asyncio.Queue()
        for message in sent:
            queue.put_nowait(message)
        asyncio.get_running_loop().call_later(stays, queue.put_nowait, GONE)

        async def send(_: Message) -> None:
            return

        await asyncio.wait_for(Barrier(app)({"type": "websocket"}, queue.get, send), timeout=10)

    asyncio.run(talk())
    return passed


def test_what_follows_a_click_that_writes_passes_when_it_is_stored() -> None:
    submission, seen = Submission({}, set()), []

    def answer(passed: int) -> None:
        seen.append(passed)
        if len(seen) == 1:
            submission.run(lambda: True)

    sent = [run_of("a", click=submission), run_of("b")]
    assert serve(sent, answer=answer) == [*sent, GONE]
    assert seen[0] == 1, "only the click passed before its answer"


def test_what_follows_a_click_that_failed_becomes_the_same_page_with_the_reason_and_the_latest_values() -> None:
    draft: Draft = {}
    submission = Submission(draft, set())

    def write() -> bool:
        lacks(draft, "Signez.")
        return False

    def answer(passed: int) -> None:
        if passed == 1:
            submission.run(write)
            draft.clear()  # the page says it once
            submission.show_failure()

    sent = [run_of("a", click=submission, fragment="f", typed="x"), run_of("b"), run_of("c", typed="xy")]
    passed = serve(sent, answer=answer)
    assert passed[0] == sent[0] and passed[2] is GONE
    assert read(passed[1]) == ("a", "", ["xy"], False)
    assert draft == {"lacking": "Signez."}


def test_a_click_that_failed_alone_is_followed_by_nothing() -> None:
    submission = Submission({}, set())

    def answer(passed: int) -> None:
        if passed == 1:
            submission.run(lambda: False)
            submission.show_failure()

    sent = [run_of("a", click=submission)]
    assert serve(sent, answer=answer) == [*sent, GONE]


def test_a_second_click_asks_for_the_page_only() -> None:
    submission = Submission({}, set())
    sent = [run_of("a", click=submission, fragment="f"), run_of("a", click=submission, fragment="f")]
    passed = serve(sent, answer=lambda passed: submission.run(lambda: True) if passed == 1 else None)
    assert read(passed[1]) == ("a", "", [""], False)


def test_a_second_click_asks_for_nothing_when_another_request_follows() -> None:
    submission = Submission({}, set())
    click, then = run_of("a", click=submission), run_of("b")
    passed = serve([click, click, then], answer=lambda passed: submission.run(lambda: True) if passed == 1 else None)
    assert passed == [click, then, GONE]


def test_who_reloads_before_the_answer_finds_the_reason_on_the_new_page() -> None:
    draft: Draft = {}
    submission = Submission(draft, set())

    def write() -> bool:
        lacks(draft, "Signez.")
        return False

    def answer(passed: int) -> None:
        if passed == 1:
            submission.run(write)
            draft.clear()  # said to nobody
            asyncio.get_running_loop().call_later(0.1, submission.show_failure)

    sent = [run_of("a", click=submission), run_of("b")]
    assert serve(sent, answer=answer, stays=0) == [sent[0], GONE]
    assert draft == {"lacking": "Signez."}


def test_a_click_on_a_page_that_was_left_leads_back_to_it() -> None:
    draft: Draft = {}
    submission = Submission(draft, set())
    submission.withdraw()
    passed = serve([run_of("a", click=submission, fragment="f", typed="x")], answer=lambda _: None)
    assert read(passed[0]) == ("a", "", ["x"], False)
    assert draft == {"lost": True}


def test_a_click_whose_page_is_left_before_it_is_heard_leads_back_too() -> None:
    draft: Draft = {}
    submission = Submission(draft, set())
    sent = [run_of("a", click=submission, fragment="f")]
    passed = serve(sent, answer=lambda passed: submission.withdraw() if passed == 1 else None)
    assert passed[0] == sent[0] and read(passed[1]) == ("a", "", [""], False)
    assert draft == {"lost": True}


def test_messages_of_any_other_kind_pass_in_their_order() -> None:
    broken: Message = {"type": "websocket.receive", "bytes": b"\xff\xff\xff"}
    text: Message = {"type": "websocket.receive", "text": "hello"}
    heartbeat = {"type": "websocket.receive", "bytes": BackMsg(app_heartbeat=True).SerializeToString()}
    sent = [{"type": "websocket.connect"}, run_of("a"), broken, text, heartbeat, run_of("b")]
    assert serve(sent, answer=lambda _: None) == [*sent, GONE]


def test_a_click_that_comes_after_its_page_was_left_leads_back_to_it_and_is_told() -> None:
    draft: Draft = {}
    tab = Submissions(locate=lambda: PageAddress("client=1", "case"))
    with tab.showing_page():
        message = run_of("client=2", click=tab.show("decision 1", draft))  # the address is the next page's already
    with tab.showing_page():
        pass
    gc.collect()
    passed = serve([message], answer=lambda _: None)
    assert [read(each) for each in passed[:-1]] == [("client=1", "", [""], False)]
    assert draft == {"lost": True}
