"""A headless Chromium that notes console errors, failed requests, and any request that would leave the machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Notes:
    """What went wrong while pages were open."""

    console: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def everything(self) -> list[str]:
        """All of it."""
        return [*self.console, *self.outside, *self.failed]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; skips where none is installed."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed here")
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread while Django's records are read between steps.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Any, address: str, notes: Notes, *, viewport: dict[str, int], dark: bool = False) -> Any:
    """A page of its own context whose troubles go into ``notes``; requests off the machine are stopped and noted."""
    context = browser.new_context(
        viewport=viewport, color_scheme="dark" if dark else "light", accept_downloads=True, base_url=address
    )
    page = context.new_page()
    page.on("console", lambda said: notes.console.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda fault: notes.console.append(f"{page.url}: {fault}"))
    page.on(
        "response",
        lambda answer: notes.failed.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )

    def guard(route: Any) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            notes.outside.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    return page


def sign_in(page: Any, username: str, password: str) -> None:
    """Through the login page, as a person does."""
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def press(control: Any) -> None:
    """Press what leads to another page, and wait until it is there: a click alone does not wait."""
    with control.page.expect_navigation():
        control.click()


def picture(page: Any, name: str) -> None:
    """A screenshot where FENER_SCREENSHOTS names a folder."""
    if folder := os.environ.get("FENER_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
