"""The dashboard as an ASGI application: Streamlit's, behind the middleware that loses no click that writes."""

from pathlib import Path

from starlette.middleware import Middleware
from streamlit.starlette import App

from limpide.dashboard.barrier import Barrier

app = App(Path(__file__).with_name("app.py"), middleware=[Middleware(Barrier)])
