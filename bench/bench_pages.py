"""Pages at 100,000 observations as ratio to the same page on the empty base. Run: ``python bench/bench_pages.py [number]``."""

from __future__ import annotations

import statistics
import sys
import time

from desk import invent, machine, member, open_desk

PAGES = (
    "/",
    "/territory/RS/",
    "/observations/",
    "/observations/?topic=harm&territory=RS",
    "/questions/",
    "/methods/",
    "/harms/",
    "/figures/",
)


def medians(client, times: int = 7) -> dict[str, float]:
    """Milliseconds of each page, the median of ``times`` after a warm-up."""
    found = {}
    for path in PAGES:
        assert client.get(path).status_code == 200, path
        taken = []
        for _ in range(times):
            begin = time.perf_counter()
            client.get(path)
            taken.append((time.perf_counter() - begin) * 1000)
        found[path] = statistics.median(taken)
    return found


def main() -> None:
    """Measure and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    open_desk()
    from django.db import connection
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(member(), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    from django.conf import settings

    settings.SECOND_FACTOR = "optional"
    empty = medians(client)
    invent(number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    full = medians(client)
    print(f"{machine()}; {number:,} invented observations, SQLite; median of 7, ms")
    print(f"{'page':44}{'empty':>10}{'full':>10}{'ratio':>8}")
    for path in PAGES:
        print(f"{path:44}{empty[path]:10.1f}{full[path]:10.1f}{full[path] / empty[path]:8.2f}")


if __name__ == "__main__":
    main()
