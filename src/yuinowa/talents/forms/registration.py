"""What a 登録票 asks, in four parts: the public fills them in one by one, staff on one page."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.core import clock
from yuinowa.organisations.models import Block, Municipality, School
from yuinowa.talents.actions import FreeTime, TalentDetails
from yuinowa.talents.actions.details import tidy_telephone
from yuinowa.talents.forms.fields import FoldedChoices, GroupedChoices, TimesField, WrittenDateField, check_kana
from yuinowa.talents.models import Skill, Talent

REACHES = [
    (2, _("歩いて行けるところ（2kmくらい）")),
    (4, _("近く（4kmくらい）")),
    (8, _("車で15分くらい（8km）")),
    (15, _("車で30分くらい（15km）")),
    (60, _("市内ならどこでも")),
]
OFTEN = [
    (1, _("学期に1回くらい")),
    (2, _("学期に2回くらい")),
    (4, _("月に1回くらい")),
    (8, _("月に2回くらい")),
    (12, _("週に1回くらい")),
]
OLDEST = dt.date(1900, 1, 1)


def with_present(choices: list[tuple[int, Any]], value: int | None) -> list[tuple[int, Any]]:
    """The choices, and a value of long ago that is none of them."""
    known = value is None or value in dict(choices)
    return choices if known else sorted([*choices, (value, str(value))])


class AboutForm(forms.Form):
    """1: who registers."""

    kind = forms.ChoiceField(
        label=_("どなたの登録ですか"), choices=Talent.Kind.choices, widget=forms.RadioSelect, initial=Talent.Kind.PERSON
    )
    name = forms.CharField(
        label=_("お名前（団体・事業所はその名前）"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    kana = forms.CharField(label=_("ふりがな"), max_length=80, validators=[check_kana])
    contact_name = forms.CharField(label=_("団体・事業所の代表の方のお名前"), max_length=80, required=False)
    contact_kana = forms.CharField(label=_("代表の方のふりがな"), max_length=80, required=False, validators=[check_kana])
    email = forms.EmailField(
        label=_("メールアドレス"),
        required=False,
        help_text=_("学校からのお願いがメールで届き、ボタンひとつで返事ができます。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    telephone = forms.CharField(
        label=_("電話番号"),
        max_length=20,
        required=False,
        help_text=_("メールアドレスか電話番号の、どちらかは書いてください。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    is_mailed = forms.BooleanField(
        label=_("お知らせやお願いを、メールで受け取ります（いいえのときは電話で）"), required=False, initial=True
    )
    birth_on = WrittenDateField(label=_("生年月日"), max_length=30, required=False, help_text=_("例：昭和35年2月29日、1960/2/29"))
    is_minor = forms.BooleanField(label=_("18歳未満です"), required=False)
    guardian_name = forms.CharField(label=_("保護者のお名前（18歳未満の方）"), max_length=80, required=False)
    guardian_agrees = forms.BooleanField(label=_("保護者が登録に同意しています（18歳未満の方）"), required=False)

    def clean_telephone(self) -> str:
        text = tidy_telephone(self.cleaned_data["telephone"])
        if text and not re.fullmatch(r"\+?[\d\-() ]{9,20}", text):
            raise forms.ValidationError(_("電話番号は、数字とハイフンで書いてください。例：0999-12-3456"))
        return text

    def clean_birth_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["birth_on"]
        if day and not OLDEST <= day < clock.today():
            raise forms.ValidationError(_("生年月日をもう一度確かめてください。"))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("email") and not data.get("telephone") and not {"email", "telephone"} & set(self.errors):
            self.add_error("telephone", _("メールアドレスか電話番号の、どちらかを書いてください。"))
        if data.get("kind") != Talent.Kind.PERSON:
            self._need(data, "contact_name", _("代表の方のお名前を書いてください。"))
            self._need(data, "contact_kana", _("代表の方のふりがなを書いてください。"))
        if _is_minor(data):
            self._need(data, "guardian_name", _("18歳未満の方は、保護者のお名前を書いてください。"))
            self._need(data, "guardian_agrees", _("18歳未満の方の登録には、保護者の同意が要ります。"))
        return data

    def _need(self, data: Mapping[str, Any], name: str, message: Any) -> None:
        if not data.get(name) and name not in self.errors:
            self.add_error(name, message)


class SkillsForm(forms.Form):
    """2: what they can do."""

    skills = forms.MultipleChoiceField(
        label=_("できること"),
        required=False,
        widget=GroupedChoices,
        help_text=_("一つ以上えらぶか、下の「ほかにできること」に書いてください。"),
    )
    skill_text = forms.CharField(label=_("ほかにできること"), max_length=200, required=False, help_text=_("例：竹とんぼ作り、戦争体験の話"))
    introduction = forms.CharField(
        label=_("自己紹介・活動の紹介"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("学校の先生が読みます。これまでの経験や、子どもたちに伝えたいことなど。"),
    )
    capacity = forms.IntegerField(
        label=_("同時に行ける場所の数（団体・事業所）"),
        min_value=1,
        max_value=50,
        initial=1,
        required=False,
        help_text=_("同じ時間に、いくつの学校へ分かれて行けますか。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._skills = {str(skill.pk): skill for skill in Skill.objects.select_related("group")}
        chosen = {str(pk) for pk in self.initial.get("skills", ())}
        self.fields["skills"].choices = _under_headings(  # type: ignore[attr-defined]
            (skill.group.name, key, skill.name) for key, skill in self._skills.items() if skill.ended_on is None or key in chosen
        )

    def ask_a_person(self) -> None:
        """Leave out what only a group or a workplace can answer."""
        del self.fields["capacity"]

    def clean_skills(self) -> list[Skill]:
        return [self._skills[key] for key in self.cleaned_data["skills"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("skills") and not data.get("skill_text") and "skills" not in self.errors:
            self.add_error("skills", _("できることを、一つ以上えらぶか書いてください。"))
        return data


class TimesForm(forms.Form):
    """3: when, and how far."""

    times = TimesField(label=_("来られる曜日と時間"), required=True)
    places_per_term = forms.TypedChoiceField(label=_("どのくらい来られますか"), choices=OFTEN, coerce=int, initial=4)
    block = forms.ModelChoiceField(label=_("お住まいの地区"), queryset=Block.objects.none(), required=False, empty_label=_("わからない"))
    address = forms.CharField(
        label=_("住所（町名まででよい）"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    reach_km = forms.TypedChoiceField(label=_("どこまで行けますか"), choices=REACHES, coerce=int, initial=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].queryset = Block.objects.all()  # type: ignore[attr-defined]
        for name, choices in (("places_per_term", OFTEN), ("reach_km", REACHES)):
            self.fields[name].choices = with_present(choices, self.initial.get(name))  # type: ignore[attr-defined]


class SharingForm(forms.Form):
    """4: who may see the registration."""

    visibility = forms.ChoiceField(
        label=_("登録を見られる学校"),
        choices=Talent.Visibility.choices,
        widget=forms.RadioSelect,
        initial=Talent.Visibility.CITY,
        help_text=_("学校に見えるのは、お名前とできることだけです。連絡先は、お願いを引き受けたあとに、その学校にだけ伝わります。"),
    )
    visible_schools = forms.MultipleChoiceField(label=_("えらんだ学校"), required=False, widget=FoldedChoices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._schools = {
            str(school.pk): school for school in School.objects.in_programme().select_related("block").defer("search_text", "search_grams")
        }
        self.fields["visible_schools"].choices = _under_headings(  # type: ignore[attr-defined]
            (school.block.name if school.block else _("そのほか"), key, school.short_name) for key, school in self._schools.items()
        )

    def clean_visible_schools(self) -> list[School]:
        return [self._schools[key] for key in self.cleaned_data["visible_schools"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("visibility") == Talent.Visibility.SCHOOL and not data.get("visible_schools"):
            self.add_error("visible_schools", _("見てよい学校を、一つ以上えらんでください。"))
        return data


class PledgeForm(SharingForm):
    """4, for the public: and the pledge."""

    pledge = forms.BooleanField(label=_("「約束」と「個人情報の取扱い」を読んで、同意します"))


class TalentForm(SharingForm, TimesForm, SkillsForm, AboutForm):
    """All four parts on one page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("is_registered"):
            del self.fields["kind"]
            if self.initial["kind"] == Talent.Kind.PERSON:
                self.ask_a_person()

    def ask_a_person(self) -> None:
        super().ask_a_person()
        del self.fields["contact_name"], self.fields["contact_kana"]

    def clean(self) -> dict[str, Any]:
        if "kind" not in self.fields:
            self.cleaned_data["kind"] = self.initial["kind"]
        return super().clean()


class EntryForm(TalentForm):
    """Staff enter what came on paper or by telephone."""

    source = forms.ChoiceField(
        label=_("どのように届きましたか"),
        choices=[(Talent.Source.PAPER.value, Talent.Source.PAPER.label), (Talent.Source.TELEPHONE.value, Talent.Source.TELEPHONE.label)],
        widget=forms.RadioSelect,
    )
    pledge = forms.BooleanField(label=_("ご本人が「約束」と「個人情報の取扱い」に同意しています"))
    is_another = forms.BooleanField(label=_("同じお名前の登録があっても、別の方です"), required=False)

    field_order = ["source"]


def details_of(data: Mapping[str, Any], *, city: Municipality | None, consent_on: dt.date | None = None) -> TalentDetails:
    """The details that cleaned forms hold. ``consent_on``: the day of a guardian's consent that is known already."""
    today = clock.today()
    pledged = bool(data.get("pledge"))
    names = set(TalentDetails.__dataclass_fields__) & set(data)
    given = {name: data[name] for name in names}
    if data["kind"] == Talent.Kind.PERSON:
        given |= {"contact_name": "", "contact_kana": "", "capacity": 1}
    if data.get("visibility") != Talent.Visibility.SCHOOL:
        given["visible_schools"] = []
    return TalentDetails(
        **{
            **given,
            "capacity": given.get("capacity") or 1,
            "is_minor": _is_minor(data),
            "guardian_consent_on": (consent_on or today) if _is_minor(data) and data.get("guardian_agrees") else None,
            "pledged_on": today if pledged else None,
            "terms_version": city.talent_terms_version if pledged and city else "",
        }
    )


def written(talent: Talent) -> dict[str, Any]:
    """A registration as the form shows it."""
    person = talent.person
    names = (
        "kind",
        "name",
        "kana",
        "skill_text",
        "introduction",
        "address",
        "reach_km",
        "places_per_term",
        "visibility",
        "is_minor",
        "is_mailed",
        "guardian_name",
    )
    return {
        **{name: getattr(talent, name) for name in names},
        "is_registered": True,
        "block": talent.block_id,
        "capacity": talent.resource.capacity,
        "contact_name": person.name,
        "contact_kana": person.kana,
        "email": person.email,
        "telephone": person.telephone,
        "birth_on": person.birth_on,
        "guardian_agrees": talent.guardian_consent_on is not None,
        "skills": [skill.pk for skill in talent.skills.all()],
        "visible_schools": [school.pk for school in talent.visible_schools.all()],
        "times": [FreeTime(time.weekday, time.from_at, time.until_at) for time in talent.availabilities.all()],
    }


def _is_minor(data: Mapping[str, Any]) -> bool:
    if data.get("kind") != Talent.Kind.PERSON:
        return False
    draft = TalentDetails(name="", kana="", birth_on=data.get("birth_on"), is_minor=bool(data.get("is_minor")) and not data.get("birth_on"))
    return draft.is_minor_on(clock.today())


def _under_headings(rows: Iterable[tuple[Any, str, str]]) -> list[tuple[Any, list[tuple[str, str]]]]:
    groups: dict[Any, list[tuple[str, str]]] = {}
    for heading, key, label in rows:
        groups.setdefault(heading, []).append((key, label))
    return list(groups.items())
