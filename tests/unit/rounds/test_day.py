"""The sheet of a day: what the instructor finds at each school, as far as the matrix lets her see it, at a constant cost."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, ClientOf, MakeVisit, words
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.needs.models import Need
from yuinowa.people.models import ContactLook, Person
from yuinowa.promises.actions import make_promise
from yuinowa.rounds.models import Visit, VisitRecord
from yuinowa.rounds.pictures.route import HEIGHT, LABEL, _project
from yuinowa.rounds.views.day import sheet_of
from yuinowa.talents.models import Talent

PATH = f"/visits/day/{THURSDAY}/"
MOST_QUERIES = 12


def furnish(cast: Cast, n: int = 1) -> None:
    """Promises, a need and a record of a former visit at 花塚小."""
    for number in range(n):
        make_promise(
            text=f"名簿を届ける {number}",
            owner=cast.posts["instructor"],
            owed_to=cast.posts["teacher"],
            due_on=THURSDAY,
            by=cast.actor("instructor"),
        )
        with acting("test:furnish"):
            former = Visit.objects.create(
                school=cast.elementary,
                post=cast.posts["instructor"],
                on=TODAY - dt.timedelta(days=30 + number),
                arrives_at=dt.time(9),
                leaves_at=dt.time(10),
                state="done",
            )
            VisitRecord.objects.create(visit=former, met="教頭", heard=f"昔あそびの人を探している {number}", written_at=clock.now())
            Need.objects.create(
                school=cast.elementary,
                site=cast.elementary.site,
                state=Need.State.OPEN,
                kind="school_support",
                title=f"ミシンの補助 {number}",
                posted_at=clock.now(),
                first_on=THURSDAY,
            )


def test_the_sheet_holds_what_there_is_to_know(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    furnish(cast)
    planned()
    page = words(client_of("instructor").get(PATH))
    for expected in (
        "1校を訪問します",
        "に出発（1分）",
        "事業担当教員 𠮷田 明子",
        "0999-20-0001",
        "名簿を届ける 0",
        "昔あそびの人を探している 0",
        "ミシンの補助 0",
        "森 春子",
        "ミシン・裁縫",
    ):
        assert expected in page


def test_no_contact_of_anybody_stands_on_it(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    furnish(cast)
    planned()
    page = client_of("instructor").get(PATH).content.decode().split("<main")[1]
    private = [one for person in cast.persons.values() for one in (person.telephone, person.email) if one]
    assert [one for one in private if one in page] == []


def test_a_vacant_window_is_said(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    planned(school=cast.junior)
    page = words(client_of("instructor").get(PATH))
    assert "事業担当教員は空席" in page
    assert "教頭 教野 実" in page


def test_who_may_be_named_only_to_single_schools_is_named_there_alone(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    with acting("test:visibility"):
        Talent.objects.filter(pk=cast.seamstress.pk).update(visibility="school")
        cast.seamstress.visible_schools.set([cast.junior])
    visits = [planned(), planned(school=cast.junior, hour=13)]
    sheet = sheet_of(cast.posts["instructor"], THURSDAY, cast.actor("instructor"))
    named = {stop.visit.pk: "森 春子" in [near.name for near in stop.around.talents] for stop in sheet.stops}
    assert named == {visits[0].pk: False, visits[1].pk: True}


def test_the_day_costs_the_same_however_full(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    instructor = client_of("instructor")
    furnish(cast)
    planned()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert instructor.get(PATH).status_code == 200
        return len(queries)

    instructor.get(PATH)
    few = cost()
    with acting("test:clear"):
        Visit.objects.filter(state="done").update(on=TODAY - dt.timedelta(days=200))
    planned(school=cast.junior, hour=13)
    assert cost() == few <= MOST_QUERIES


def test_who_sees_whose_day(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    planned()
    post = cast.posts["instructor"].pk
    parts = ("instructor", "coast_instructor", "center_staff", "teacher", "coordinator")
    asked = {part: client_of(part).get(f"{PATH}?post={post}").status_code for part in parts}
    assert asked == {"instructor": 200, "coast_instructor": 404, "center_staff": 403, "teacher": 403, "coordinator": 200}
    assert "この日の訪問はありません" in words(client_of("coast_instructor").get(PATH))


def test_a_day_without_visits_leads_to_the_next_one(planned: MakeVisit, client_of: ClientOf) -> None:
    client = client_of("instructor")
    before = f"/visits/day/{THURSDAY - dt.timedelta(days=2)}/"
    assert "「前の日」「次の日」で" in words(client.get(before))
    planned()
    page = client.get(before)
    assert "次の訪問は" in words(page) and f'href="{PATH}"' in page.content.decode()
    assert "次の訪問は" not in words(client.get(PATH))
    assert "花塚公民館 社会教育指導員" in words(client_of("coordinator").get(PATH))


@pytest.mark.parametrize("day", ["2026-13-01", "heute", "20261203x"])
def test_a_day_that_is_none(cast: Cast, client_of: ClientOf, day: str) -> None:
    assert client_of("instructor").get(f"/visits/day/{day}/").status_code == 404


def test_the_paper_is_a_pdf(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    furnish(cast)
    planned()
    answer = client_of("instructor").get(f"{PATH}pdf/")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert client_of("instructor").get(f"/visits/day/{TODAY}/pdf/").content[:5] == b"%PDF-"


def test_the_sheet_holds_no_contact_so_a_copy_on_a_telephone_is_no_look(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    planned()
    person = cast.persons["seamstress"]
    with acting("test"):
        Person.objects.filter(pk=person.pk).update(telephone="0999-80-7777", address="花塚町7-7")
    page = client_of("instructor").get(PATH).content.decode()
    assert "森 春子" in page
    assert [word for word in (person.email, "0999-80-7777", "花塚町7-7") if word in page] == []
    assert not ContactLook.objects.exists()


def test_the_sheet_draws_the_way_without_tiles_and_at_no_cost(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    client = client_of("instructor")
    assert "chart route" not in client.get(PATH).content.decode()
    planned(), planned(school=cast.junior, hour=13)
    page = client.get(PATH).content.decode()
    picture = page[page.index('<figure class="chart route">') : page.index("</figure>")]
    assert [picture.count(word) for word in ("花塚公民館", "花塚小", "花塚一中", "route-stop")] == [1, 1, 1, 2]
    assert page.index("道順") < page.index(picture)
    assert "leaflet" not in page.split("<main")[1]
    with CaptureQueriesContext(connection) as asked:
        client.get(PATH)
    assert len(asked) <= MOST_QUERIES
    assert sum("traveltime" in query["sql"] for query in asked.captured_queries) == 1


def test_names_of_the_picture_stand_apart_and_within_it() -> None:
    points = [{"lat": lat, "lon": 140.0 + n / 9000} for n, lat in enumerate((37.05, 37.0, 37.0005, 37.001, 37.0015))]
    _project(points)
    heights = sorted(point["text_y"] for point in points)
    assert min(low - high for high, low in pairwise(heights)) >= LABEL
    assert heights[-1] + LABEL / 2 <= HEIGHT
