"""`yuinowa bench pages [--times 30] [--json]`: what each page costs, beside a bare one-SELECT view of the same run.

For a database that holds a demo city (DATABASE_URL). CPU is that of this process alone, so that a busy machine tells
little; the database's own work is not in it. Weight is the page itself, gzipped; style sheets and scripts are added once.
"""

import argparse
import gzip
import json
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PAGES = {
    "coordinator": (
        *("/", "/needs/", "/talents/", "/schools/", "/offers/", "/records/", "/plans/", "/city/", "/search/?q=ミシン"),
        *("/visits/", "/visits/records/", "/rounds/", "/rounds/coverage/", "/rounds/disruptions/", "/rounds/storm/"),
        *("/promises/", "/advice/", "/advice/counts/", "/knowledge/", "/handover/"),
    ),
    "instructor": (
        *("/", "/visits/", "/visits/today/", "/visits/notes/", "/visits/waiting/", "/visits/records/", "/visits/new/"),
        *("/rounds/", "/rounds/coverage/", "/rounds/absence/", "/rounds/days-off/", "/promises/", "/advice/"),
    ),
    "teacher": ("/", "/needs/", "/needs/new/", "/visits/", "/promises/", "/advice/", "/knowledge/"),
    "section": ("/", "/handover/", "/rollover/", "/closings/", "/posts/"),
    "": ("/about/", "/register/"),
}
BUSIEST, PUBLIC = "/needs/", "/about/"
LIMIT_MS, LIMIT_QUERIES, LIMIT_BYTES = 8.0, 12, 60_000
WARM = 4


@dataclass(frozen=True)
class Cost:
    who: str
    page: str
    cpu_ms: float
    ratio: float
    queries: int
    page_gzip: int


def main(argv: list[str]) -> int:
    options = _options(argv)
    import django

    django.setup()
    bare = _bare(options.times)
    costs = [_cost(who, page, bare, options.times) for who, pages in PAGES.items() for page in pages]
    assets = _assets()
    report = {"bare_ms": bare, "assets_gzip": assets, "pages": [asdict(cost) for cost in costs]}
    print(json.dumps(report, ensure_ascii=False, indent=1) if options.json else _table(report, costs))
    return 0 if all(_is_within(cost, assets) for cost in costs) else 1


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuinowa bench pages", description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def _bare(times: int) -> float:
    from django.test import Client, override_settings

    with override_settings(ROOT_URLCONF="yuinowa.cli.bench.bare_urls", MIDDLEWARE=[]):
        return _median_ms(Client(), "/bare/", times)


def _client(who: str) -> Any:
    from django.test import Client

    from yuinowa.people.models import Appointment

    client = Client()
    kinds = {"coordinator": "coordinator", "instructor": "instructor", "teacher": "liaison_teacher", "section": "section_staff"}
    if who:
        held = Appointment.objects.filter(post__kind=kinds[who], until_on=None, person__user__isnull=False)
        client.force_login(held.select_related("person__user").order_by("pk")[0].person.user)
    return client


def _cost(who: str, page: str, bare: float, times: int) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client(who)
    # Some addresses lead on, as that of today's sheet does to the sheet of its day.
    target = client.get(page, follow=True).request["PATH_INFO"] if "?" not in page else page
    median = _median_ms(client, target, times)
    with CaptureQueriesContext(connection) as queries:
        content = client.get(target).content
    return Cost(who or "stranger", page, median, round(median / bare, 1), len(queries), len(gzip.compress(content)))


def _median_ms(client: Any, page: str, times: int) -> float:
    for _ in range(WARM):
        answer = client.get(page)
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
    found = []
    for _ in range(times):
        start = time.process_time()
        client.get(page)
        found.append((time.process_time() - start) * 1000)
    return round(statistics.median(found), 2)


def _assets() -> int:
    """Style sheets and scripts that every page names, gzipped one by one as they are sent."""
    import re

    from django.contrib.staticfiles import finders

    head = _client("").get(PUBLIC).content.decode()
    names = sorted(set(re.findall(r'/static/([^"?#]+\.(?:css|js))', head)))
    plain = {name: re.sub(r"\.[0-9a-f]{12}(?=\.(?:css|js)$)", "", name) for name in names}
    files = [Path(found) for name in plain.values() if (found := finders.find(name))]
    return sum(len(gzip.compress(path.read_bytes())) for path in files)


def _is_within(cost: Cost, assets: int) -> bool:
    is_fast = cost.cpu_ms <= LIMIT_MS or cost.page not in {BUSIEST, PUBLIC}
    return is_fast and cost.queries <= LIMIT_QUERIES and cost.page_gzip + assets <= LIMIT_BYTES


def _table(report: dict[str, Any], costs: list[Cost]) -> str:
    lines = [
        f"bare view {report['bare_ms']} ms; style sheets and scripts {report['assets_gzip']} bytes gzip",
        f"{'who':12} {'page':20} {'CPU ms':>8} {'× bare':>7} {'queries':>8} {'gzip':>7}",
        *(f"{c.who:12} {c.page:20} {c.cpu_ms:8.2f} {c.ratio:7.1f} {c.queries:8d} {c.page_gzip:7d}" for c in costs),
        f"limits: {LIMIT_MS} ms for {BUSIEST} and {PUBLIC}, {LIMIT_QUERIES} queries, {LIMIT_BYTES} bytes in all",
    ]
    return "\n".join(lines)
