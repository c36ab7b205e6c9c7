"""The dashboard as an ASGI application: Streamlit's, behind the middleware of language and of clicks that write."""

from pathlib import Path

from starlette.middleware import Middleware
from streamlit.starlette import App

from limpide.dashboard.barrier import Barrier
from limpide.dashboard.index_page import IndexPage
from limpide.language.languages import add_languages
from limpide.settings import Settings

add_languages(Settings().languages)  # a page is in its language from its first byte
app = App(Path(__file__).with_name("app.py"), middleware=[Middleware(IndexPage), Middleware(Barrier)])
