"""The pages of lost days, as a client follows them: consequences first, then once, whatever is pressed twice."""

import re

from tests.cast import TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, ClientOf, MakeVisit, words
from yuinowa.core.models import OutgoingMail
from yuinowa.organisations.models import ClosedSpan
from yuinowa.rounds import actions
from yuinowa.rounds.models import Disruption, InstructorAbsence, Substitution, Visit

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def hidden(response) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(response.content.decode()):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def ask(cast: Cast, **more: str) -> dict[str, str]:
    day = THURSDAY.isoformat()
    return {"post": str(cast.posts["instructor"].pk), "from_on": day, "until_on": day, "kind": "illness", **more}


def test_an_illness_page_by_page(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    visit, client = planned(), client_of("instructor")
    assert "急にうかがえなくなった" in words(client.get("/rounds/absence/"))
    choice = client.get("/rounds/absence/", ask(cast))
    assert "汐見浜公民館 社会教育指導員に代わりを頼む" in words(choice)
    assert not OutgoingMail.objects.exists()
    asked = {**hidden(choice), f"visit_{visit.pk}": "neighbour"}
    decision = client.get("/rounds/absence/", asked)
    assert "1通" in words(decision)
    sent = hidden(decision)
    assert not InstructorAbsence.objects.exists()
    first, second = client.post("/rounds/absence/", sent), client.post("/rounds/absence/", sent)
    assert first.url == second.url == f"/rounds/disruptions/{Disruption.objects.get().pk}/"
    assert OutgoingMail.objects.count() == 1
    page = words(client.get(first.url))
    assert "代わりを頼みました" in page
    assert "返事待ち" in page
    # The same wish from another window, with another key, finds the absence there already.
    sent.pop("submission_key")
    assert "もう休みが入っています" in words(client.post("/rounds/absence/", sent))


def test_without_visits_the_absence_is_simply_reported(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("center_staff")
    decision = client.get("/rounds/absence/", ask(cast))
    assert "その間の訪問はありません" in words(decision)
    assert client.post("/rounds/absence/", hidden(decision)).status_code == 302
    assert InstructorAbsence.objects.get().post == cast.posts["instructor"]


def test_a_changed_world_is_shown_again(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    visit, client = planned(), client_of("instructor")
    decision = client.get("/rounds/absence/", {**ask(cast), "decided": "1", f"visit_{visit.pk}": "dates"})
    planned(cast.junior, hour=14)
    again = client.post("/rounds/absence/", hidden(decision))
    assert "この間に、訪問の予定が変わりました" in words(again)
    assert not InstructorAbsence.objects.exists()


def test_bad_input_is_said_and_kept(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("instructor")
    for wrong in ({"from_on": "昨日"}, {"until_on": TODAY.isoformat()}, {"post": "999999"}, {"kind": "x"}):
        page = client.get("/rounds/absence/", {**ask(cast), **wrong})
        assert page.status_code == 200
        assert "field-error" in page.content.decode()
    day = THURSDAY.isoformat()
    for wrong in ({"schools": "999999"}, {"blocks": "x"}, {"reason": ""}, {"until_on": TODAY.isoformat()}, {}):
        page = client_of("coordinator").get("/rounds/storm/", {"from_on": day, "until_on": day, "reason": "台風", **wrong})
        assert page.status_code == 200
        assert "error" in page.content.decode()


def test_a_storm_page_by_page(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    visit, client = planned(), client_of("coordinator")
    assert "花塚小" in words(client.get("/rounds/storm/"))
    day = THURSDAY.isoformat()
    asked = {"from_on": day, "until_on": day, "reason": "台風のため", "blocks": [cast.plain.pk], "schools": [cast.coast_school.pk]}
    shown = client.get("/rounds/storm/", asked)
    assert "3校を休みにします" in words(shown)
    assert "ほかの訪問は動きません" in words(shown)
    decision = client.get("/rounds/storm/", hidden(shown))
    page = words(decision)
    assert "6通" in page
    sent = hidden(decision)
    first, second = client.post("/rounds/storm/", sent), client.post("/rounds/storm/", sent)
    assert first.url == second.url
    assert OutgoingMail.objects.count() == 6
    assert ClosedSpan.objects.count() == 3
    visit.refresh_from_db()
    assert visit.on > THURSDAY
    assert "日時が変わったのは1件" in words(client.get(first.url))
    undo = f"{first.url}undo/"
    assert client_of("instructor").get(undo).status_code == 404
    assert "はじめの日時にもどします" in words(client.get(undo))
    assert client.post(undo).url == first.url
    visit.refresh_from_db()
    assert visit.on == THURSDAY
    assert "もう取り消して" in words(client.post(undo))


def test_the_neighbour_reads_the_brief_and_answers(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    visit = planned()
    actions.report_absence(
        post=cast.posts["instructor"],
        from_on=THURSDAY,
        until_on=THURSDAY,
        kind="illness",
        choices={visit.pk: "neighbour"},
        by=cast.actor("instructor"),
    )
    asked, client = Substitution.objects.get(), client_of("coast_instructor")
    url = f"/rounds/substitutions/{asked.pk}/"
    page = words(client.get(url))
    assert "事業担当教員 𠮷田 明子" in page
    assert "0999-20-0001" in page
    assert client.get(f"{url}brief/").content.startswith(b"%PDF")
    assert "花塚小" in words(client.get("/rounds/substitutions/"))
    assert client_of("instructor").get(url).status_code == 404
    assert client_of("teacher").get(url).status_code == 403
    assert "引き受けます" in words(client.get(f"{url}accept/"))
    assert client.post(f"{url}accept/").url == url
    assert "もう「引き受け」です" in words(client.post(f"{url}accept/"))
    assert Visit.objects.get().post == cast.posts["coast_instructor"]
    assert "やはり行けなくなった" in words(client.get(url))
    assert client.post(f"{url}decline/").url == "/rounds/substitutions/"
    assert Visit.objects.get().on != THURSDAY


def test_a_list_costs_the_same(cast: Cast, client_of: ClientOf, django_assert_max_num_queries) -> None:
    client = client_of("coordinator")
    for number in range(25):
        actions.report_absence(
            post=cast.posts["instructor"],
            from_on=THURSDAY.replace(year=2027 + number),
            until_on=THURSDAY.replace(year=2027 + number),
            kind="illness",
            choices={},
            by=cast.actor("coordinator"),
        )
    client.get("/rounds/disruptions/")
    with django_assert_max_num_queries(8):
        assert "25件" in words(client.get("/rounds/disruptions/"))
