"""The dashboard as an ASGI application: Streamlit's, behind the middleware of edge, language and clicks that write."""

from pathlib import Path

from starlette.middleware import Middleware
from streamlit.starlette import App

from limpide.core.hosts import read_hosts
from limpide.dashboard.barrier import Barrier
from limpide.dashboard.exposure import Exposure
from limpide.dashboard.index_page import IndexPage
from limpide.language.languages import add_languages
from limpide.settings import Settings

_SETTINGS = Settings()
add_languages(_SETTINGS.languages)  # a page is in its language from its first byte
_EDGE = Middleware(Exposure, hosts=read_hosts(_SETTINGS.allowed_hosts), frames=_SETTINGS.frames)

app = App(Path(__file__).with_name("app.py"), middleware=[_EDGE, Middleware(IndexPage), Middleware(Barrier)])
