"""The crowd again, through a running server: sixty people press 行けます on their links at the same moment."""

import http.client
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.cast import MOMENT, gather
from tests.unit.needs.conftest import SYSTEM, helper, wish
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.needs import links
from yuinowa.needs.actions import approve_need, post_need, send_offers
from yuinowa.needs.models import Engagement, Offer

CROWD, PLACES = 60, 3


def test_sixty_links_three_places(live_server: Any, settings: Any, tmp_path: Path):
    settings.CLOCK_FILE = str(tmp_path / "clock")
    Path(settings.CLOCK_FILE).write_text(MOMENT.isoformat())
    with acting("test:crowd"):
        need = post_need(gather().elementary, wish=wish(people=PLACES), by=SYSTEM).need
        approve_need(need, by=SYSTEM)
        offers = send_offers(need, talents=[helper(number) for number in range(CROWD)], kind=Offer.Kind.OPEN_CALL, by=SYSTEM)
    assert clock.now() == MOMENT
    visitors = [Visitor(urlsplit(live_server.url).netloc, links.offer_path(offer)) for offer in offers]
    gate = threading.Barrier(CROWD)
    with ThreadPoolExecutor(CROWD) as people:
        statuses = sorted(people.map(lambda visitor: visitor.press_yes(gate), visitors))
    assert statuses == [302] * PLACES + [409] * (CROWD - PLACES)
    assert Engagement.objects.count() == PLACES


class Visitor:
    """A browser on one link: looks first, connects, and presses when the gate opens."""

    def __init__(self, host: str, path: str) -> None:
        self.path = path
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request("GET", path)
        response = connection.getresponse()
        text = response.read().decode()
        assert response.status == 200
        self.fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', text))
        cookie = next(value for name, value in response.getheaders() if name.lower() == "set-cookie" and "csrftoken" in value)
        self.cookie = cookie.split(";")[0]
        connection.close()
        # Connected before the gate: the test server queues only a few new connections at a time.
        self.connection = http.client.HTTPConnection(host, timeout=120)
        self.connection.connect()

    def press_yes(self, gate: threading.Barrier) -> int:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        gate.wait(timeout=60)
        self.connection.request("POST", self.path, urlencode({**self.fields, "answer": "yes"}), headers)
        response = self.connection.getresponse()
        response.read()
        self.connection.close()
        return response.status
