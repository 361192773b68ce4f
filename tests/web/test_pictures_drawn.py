"""In a real browser: charts are drawn under the strict policy, the map moves, and nothing is asked of anybody else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here"),
]


@pytest.fixture
def page(live_server, transactional_db, client, settings, request):
    sync_api = pytest.importorskip("playwright.sync_api")
    settings.SECOND_FACTOR = "optional"
    settings.DEBUG = True  # static files straight from their folders
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop running in this thread
    client.force_login(request.getfixturevalue("administrator"))
    request.getfixturevalue("reference_base")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        opened = context.new_page()
        opened.faults, opened.strays = [], []
        opened.on("console", lambda said: opened.faults.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda fault: opened.faults.append(str(fault)))
        opened.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((live_server.url, "data:", "blob:")) else opened.strays.append(asked.url)
            ),
        )
        yield opened
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_charts_are_drawn_without_eval_and_without_strangers(page, live_server) -> None:
    page.goto(f"{live_server.url}/methods/")
    page.wait_for_selector("#fig-methods [data-drawn=yes] svg")
    assert page.locator("#fig-methods svg text", has_text="Ladder over a fence").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert (page.faults, page.strays) == ([], [])


def test_the_map_is_drawn_and_its_list_opens_records(page, live_server) -> None:
    page.goto(f"{live_server.url}/map/?territory=RS")
    page.wait_for_selector("#map[data-drawn=yes]", timeout=60_000)
    page.locator("#map-list button").first.click()
    assert page.locator(".maplibregl-popup a").get_attribute("href").startswith("/records/S:")
    assert (page.faults, page.strays) == ([], [])


def test_filters_swap_the_list_and_change_the_address(page, live_server) -> None:
    page.goto(f"{live_server.url}/observations/")
    page.select_option("#id_topic", "harm")
    page.wait_for_url("**/observations/?topic=harm")
    page.locator("#results", has_text="45 observations").wait_for()
    page.go_back()
    page.locator("#results", has_text="572 observations").wait_for()
    assert (page.faults, page.strays) == ([], [])
