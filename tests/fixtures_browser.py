"""A real Chromium for the tests that look at the dashboard as its users do."""

import base64
import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from limpide.client import LimpideClient
from limpide.contract import ClientSummary

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The rules of WCAG as a program: this release and no other, whoever hands it over.
AXE = "axe-core@4.14.1"
# pragma: allowlist nextline secret
AXE_SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
PATIENCE = 20_000  # milliseconds; a loaded machine is slow, not wrong


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the tests of a file; while it lives, this thread can run no event loop of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[BrowserContext]:
    """A visit of somebody who was never here before."""
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR") as context:
        context.set_default_timeout(PATIENCE)
        yield context


@pytest.fixture
def page(visit: BrowserContext) -> Page:
    """An empty tab."""
    return visit.new_page()


@pytest.fixture(scope="session")
def some_clients(api_url: str) -> list[ClientSummary]:
    """Some clients of the running service."""
    with LimpideClient(api_url, timeout=60) as client:
        return client.clients(limit=100).clients


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes of these tests write."""
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, from npm and verified; tests that need it are skipped without npm or a way to it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed; axe-core comes from it")
    folder = tmp_path_factory.mktemp("axe")
    packed = subprocess.run([npm, "pack", AXE, "--silent"], cwd=folder, capture_output=True, timeout=60, check=False)
    archives = list(folder.glob("*.tgz"))
    if packed.returncode or not archives:
        pytest.skip(f"npm cannot fetch {AXE} here")
    content = archives[0].read_bytes()
    assert base64.b64encode(hashlib.sha512(content).digest()).decode() == AXE_SHA512, (
        "not the axe-core that was reviewed"
    )
    with tarfile.open(archives[0]) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode("utf-8")
