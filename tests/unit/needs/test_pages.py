"""Pages cost the same queries at 1 and 30 rows, show each reader what is theirs, and the papers come out."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.unit.needs.conftest import SYSTEM, wish
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.needs.actions import (
    Ask,
    Record,
    accept_offers,
    approve_needs,
    give_thanks,
    post_needs,
    record_activities,
    send_offers,
    send_offers_bulk,
)
from yuinowa.needs.links import offer_path
from yuinowa.needs.models import Candidate, Engagement, Need, Offer

MOST_QUERIES = 12
AFTER = dt.datetime(2026, 12, 8, 15, 0, tzinfo=clock.JAPAN)
LISTS = ["/needs/", "/needs/?view=month&month=2026-12", "/needs/?sort=-people&state=filled", "/offers/", "/offers/telephone/", "/records/"]


@pytest.fixture
def client_of(cast: Cast) -> Callable[[str], Client]:
    def make(part: str) -> Client:
        client = Client()
        client.force_login(cast.users[part])
        return client

    return make


def fill(cast: Cast, helpers, count: int) -> list[Need]:
    """So many needs, half of them recorded, each with an answer and one still awaited."""
    needs = post_needs(rows=[(cast.elementary, wish(title=f"お手伝い {n}")) for n in range(count)], by=SYSTEM, is_quiet=True)
    approve_needs(needs=needs, by=SYSTEM)
    talents = helpers(2 * count)
    asks = [Ask(need, need.dates.get(), talent) for n, need in enumerate(needs) for talent in talents[2 * n : 2 * n + 2]]
    offers = send_offers_bulk(rows=asks, by=SYSTEM, is_quiet=True).offers
    accept_offers(offers=offers[::2], by=SYSTEM, is_quiet=True)
    with acting("test"):
        type(talents[0]).objects.filter(pk__in=[talent.pk for talent in talents[1::2]]).update(is_mailed=False)
        Candidate.objects.bulk_create([Candidate(need=need, talent=cast.seamstress, rank=1) for need in needs])
    with clock.frozen_at(AFTER):
        record_activities(rows=[(need, Record(pupils=20)) for need in needs[: count // 2]], by=SYSTEM)
    return needs


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(queries)


def test_lists_cost_the_same_at_any_length(cast: Cast, client_of, helpers):
    coordinator = client_of("coordinator")
    fill(cast, helpers, 2)
    few = {url: queries_of(coordinator, url) for url in LISTS}
    fill(cast, helpers, 28)
    many = {url: queries_of(coordinator, url) for url in LISTS}
    assert many == few
    assert max(many.values()) <= MOST_QUERIES


def test_a_need_with_many_people_costs_no_more(cast: Cast, client_of, helpers):
    need = fill(cast, helpers, 1)[0]
    for part in ("teacher", "coordinator", "principal"):
        client = client_of(part)
        for page in ("", "offers/") if part == "coordinator" else ("",):
            assert queries_of(client, f"/needs/{need.pk}/{page}") <= MOST_QUERIES, (part, page)


def test_who_sees_what(cast: Cast, client_of, helpers):
    need = fill(cast, helpers, 1)[0]
    one = Engagement.objects.get()
    expected = {
        "teacher": 200,
        "principal": 200,
        "coordinator": 200,
        "instructor": 200,
        "coast_teacher": 404,
        "coast_instructor": 404,
        "seamstress": 404,
        "clearance": 403,
    }
    assert {part: client_of(part).get(f"/needs/{need.pk}/").status_code for part in expected} == expected
    seen = client_of("teacher").get(f"/needs/{need.pk}/").content.decode()
    assert one.talent.name in seen
    with acting("test"):
        Offer.objects.filter(state="waiting").update(talent=cast.seamstress)
    own = client_of("seamstress").get(f"/needs/{need.pk}/").content.decode()
    assert ("お手伝い 0" in own, one.talent.name in own) == (True, False)
    assert "お手伝い 0" in client_of("seamstress").get("/offers/mine/").content.decode()


def test_nothing_changes_by_looking(cast: Cast, client_of, helpers):
    need = fill(cast, helpers, 1)[0]
    one, offer = Engagement.objects.get(), Offer.objects.waiting().get()
    coordinator = client_of("coordinator")
    verbs = ["edit", "copy", "cancel", "move", "offers", "record"]
    urls = [f"/needs/{need.pk}/{verb}/" for verb in verbs]
    urls += [
        f"/offers/{offer.pk}/record/",
        f"/offers/{offer.pk}/withdraw/",
        f"/engagements/{one.pk}/withdraw/",
        f"/engagements/{one.pk}/meeting/",
    ]
    assert {url: coordinator.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
    assert (Need.objects.get().state, Offer.objects.waiting().count(), Engagement.objects.live().count()) == ("asking", 1, 1)


def test_papers_and_files_come_out(cast: Cast, client_of, helpers):
    need = fill(cast, helpers, 2)[0]
    give_thanks(rows=[(need, "ありがとう。\n#また来てね *", "5年1組 一同")], by=SYSTEM, is_quiet=True)
    one, offer = Engagement.objects.filter(need=need).get(), Offer.objects.exclude(state="accepted").first()
    coordinator = client_of("coordinator")
    papers = [
        f"/needs/{need.pk}/form.pdf",
        f"/engagements/{one.pk}/request.pdf",
        f"/engagements/{one.pk}/thanks.pdf",
        f"/offers/{offer.pk}/card.pdf",
    ]
    assert [coordinator.get(url).content[:5] for url in papers] == [b"%PDF-"] * 4
    rows = coordinator.get("/needs/export/csv/?state=done").content.decode("utf-8-sig").splitlines()
    assert (len(rows), rows[1].split(",")[2]) == (2, "お手伝い 0")
    assert coordinator.get("/needs/export/xlsx/").content[:2] == b"PK"


def test_only_the_teacher_and_the_office_post(cast: Cast, client_of):
    answers = {
        part: client_of(part).get("/needs/new/").status_code
        for part in ("teacher", "coordinator", "principal", "seamstress", "vice_principal")
    }
    assert answers == {"teacher": 200, "coordinator": 200, "principal": 403, "seamstress": 403, "vice_principal": 200}
    assert Client().get("/needs/new/").status_code == 302


def test_filters_keep_the_month(cast: Cast, client_of, helpers):
    """The fold is open only where something is filtered; showing all again stays in the calendar."""
    fill(cast, helpers, 1)
    teacher = client_of("teacher")
    page = teacher.get("/needs/?view=month&month=2026-12").content.decode()
    assert '<details class="filters no-print">' in page
    assert '<input type="hidden" name="view" value="month"><input type="hidden" name="month" value="2026-12">' in page
    filtered = teacher.get("/needs/?view=month&month=2026-12&state=open").content.decode()
    assert '<details class="filters no-print" open>' in filtered
    assert 'href="/needs/?view=month&amp;month=2026-12"' in filtered.split("すべて見る")[0]


@pytest.mark.parametrize(("language", "said"), [("ja", "行けます"), ("en", "I can come"), ("ja-simple", "<ruby>")])
def test_the_page_behind_a_mailed_link_keeps_the_language_once_chosen(cast: Cast, open_need, language: str, said: str):
    offer = send_offers(open_need(), talents=[cast.seamstress], by=cast.actor("coordinator"))[0]
    reader = Client()
    reader.post("/language/", {"language": language, "next": "/register/"})
    assert reader.cookies["language"]["max-age"] == 365 * 24 * 60 * 60
    page = reader.get(offer_path(offer)).content.decode()
    assert said in page
