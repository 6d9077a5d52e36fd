"""Forms of persons, posts and settings of an account: they parse, actions decide."""

import datetime as dt
from typing import Any

from allauth.account.forms import LoginForm as AnyLoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuinowa.core import clock
from yuinowa.engine.japanese.normalise import is_kana
from yuinowa.organisations.forms import BlockFilter
from yuinowa.organisations.models import Block, CollaborationHq, CommunityCenter, School
from yuinowa.people.models import ContactLook, HqMember, Person, Post
from yuinowa.ui.fields import NamedChoiceField

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PersonForm(forms.Form):
    """Who somebody is; the reading always."""

    name = forms.CharField(label=_("氏名"), max_length=80)
    kana = forms.CharField(label=_("ふりがな"), max_length=80)
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    telephone = forms.CharField(label=_("電話"), max_length=20, required=False)
    address = forms.CharField(label=_("住所"), max_length=200, required=False)


class PostForm(forms.Form):
    """A new post, at a school, at a 公民館 or in the city hall."""

    kind = forms.ChoiceField(label=_("職"), choices=Post.Kind.choices)
    school = forms.ModelChoiceField(label=_("学校"), queryset=School.objects.none(), required=False)
    center = forms.ModelChoiceField(label=_("公民館"), queryset=CommunityCenter.objects.none(), required=False)

    def __init__(self, *args: Any, schools: Any, centers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        self.fields["center"].queryset = centers  # type: ignore[attr-defined]


class AppointmentForm(forms.Form):
    """Who takes a post, from when to when: somebody known, or somebody new."""

    person = forms.ModelChoiceField(label=_("すでに登録のある人"), queryset=Person.objects.none(), required=False)
    name = forms.CharField(label=_("新しい人の氏名"), max_length=80, required=False)
    kana = forms.CharField(label=_("ふりがな"), max_length=80, required=False)
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    from_on = forms.DateField(label=_("いつから"), widget=DATE)
    until_on = forms.DateField(label=_("いつまで"), widget=DATE, required=False, help_text=_("決まっていなければ空けておきます。"))

    def __init__(self, *args: Any, persons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = persons  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("person") and not (data.get("name") and data.get("kana")):
            raise forms.ValidationError(_("すでに登録のある人を選ぶか、新しい人の氏名とふりがなを入れてください。"))
        return data


class EndForm(forms.Form):
    """The last day of something."""

    on = forms.DateField(label=_("最後の日"), widget=DATE)


class PostFilter(forms.Form):
    """Which posts to list; kept in the address."""

    kind = forms.ChoiceField(label=_("職"), choices=[("", _("すべて")), *Post.Kind.choices], required=False)
    block = forms.ModelChoiceField(label=_("地区"), queryset=Block.objects.none(), required=False, empty_label=_("すべて"))
    vacant = forms.BooleanField(label=_("空いている職だけ"), required=False)

    def __init__(self, *args: Any, blocks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].queryset = blocks  # type: ignore[attr-defined]


class HqFilter(BlockFilter):
    """Which 本部 to list; what is wrong in the address is left out."""

    STATES = (("", _("いまある本部")), ("ending", _("今年度で任期が終わる人がいる")), ("closed", _("閉じた本部")))

    q = forms.CharField(label=_("本部・学校・人の名前"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("状態"), required=False, choices=STATES)
    field_order = ["q", "block", "state"]


class LookFilter(forms.Form):
    """Which looks to list; those of the last ``days`` unless the address says otherwise."""

    q = forms.CharField(label=_("見た人・見られた人の名前"), required=False, max_length=40)
    page_kind = forms.ChoiceField(label=_("どのページで"), required=False, choices=[("", _("すべて")), *ContactLook.Page.choices])
    from_on = forms.DateField(label=_("いつから"), widget=DATE, required=False)
    until_on = forms.DateField(label=_("いつまで"), widget=DATE, required=False)

    def __init__(self, data: Any, *, on: dt.date, days: int) -> None:
        super().__init__(data)
        self.is_valid()
        self.begins_on = self.cleaned_data.get("from_on") or on - dt.timedelta(days=days)

    def narrow(self, looks: Any) -> Any:
        looks = looks.filter(at__gte=_start(self.begins_on))
        if until := self.cleaned_data.get("until_on"):
            looks = looks.filter(at__lt=_start(until + dt.timedelta(days=1)))
        if kind := self.cleaned_data.get("page_kind"):
            looks = looks.filter(page=kind)
        words = (self.cleaned_data.get("q") or "").replace("\x00", "").strip()
        if words:
            named = Person.objects.named(words).values("pk")
            looks = looks.filter(Q(person__in=named) | Q(seen_by__in=named))
        key = self.data.get("person", "")
        return looks.filter(person=int(key)) if key.isdecimal() and len(key) < 19 else looks


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.JAPAN)


class HqForm(forms.Form):
    """A 本部: what it is called and where its office is, in a 公民館 or in a school."""

    name = forms.CharField(label=_("本部の名前"), max_length=60, help_text=_("例：花塚地域学校協働本部"))
    kana = forms.CharField(label=_("ふりがな"), max_length=120)
    center = NamedChoiceField(
        CommunityCenter.objects.none(), label=_("事務局のある公民館"), required=False, empty_label=_("公民館ではない")
    )
    school = NamedChoiceField(
        School.objects.none(), name_column="short_name", label=_("事務局のある学校"), required=False, empty_label=_("学校ではない")
    )
    opened_on = forms.DateField(label=_("できる日"), widget=DATE)

    def __init__(self, data: Any, *, hq: CollaborationHq | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["center"].queryset = CommunityCenter.objects.filter(closed_on=None)  # type: ignore[attr-defined]
        self.fields["school"].queryset = School.objects.in_programme()  # type: ignore[attr-defined]
        if hq:
            del self.fields["opened_on"]

    def clean_kana(self) -> str:
        return only_kana(self.cleaned_data["kana"])


class ServedSchools(forms.ModelMultipleChoiceField):
    """Schools to tick, each with the 本部 it belongs to now."""

    def label_from_instance(self, school: Any) -> str:
        present = ", ".join(link.hq.name for link in school.present_links)
        return _("%(school)s（いまは%(hq)s）") % {"school": school.short_name, "hq": present} if present else school.short_name


class ServeForm(forms.Form):
    """Which schools a 本部 serves, from which day."""

    from_on = forms.DateField(label=_("いつから"), widget=DATE)
    schools = ServedSchools(
        label=_("学校"),
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("学校を1校以上選んでください。")},
    )

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schools"].queryset = schools  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """Who is commissioned, in which part, for which term: somebody found, or somebody new."""

    person = forms.ModelChoiceField(label=_("だれを"), queryset=Person.objects.none(), required=False, widget=forms.RadioSelect)
    name = forms.CharField(label=_("新しい人の氏名"), max_length=80, required=False)
    kana = forms.CharField(label=_("ふりがな"), max_length=80, required=False)
    telephone = forms.CharField(label=_("電話"), max_length=20, required=False)
    email = forms.EmailField(label=_("メールアドレス"), required=False, help_text=_("アカウントは作りません。連絡のためだけに使います。"))
    is_other = forms.BooleanField(label=_("同じふりがなの人とは別の人です"), required=False)
    part = forms.ChoiceField(label=_("役割"), choices=HqMember.Part.choices, initial=HqMember.Part.PROMOTER, widget=forms.RadioSelect)
    from_on = forms.DateField(label=_("いつから"), widget=DATE)
    until_on = forms.DateField(label=_("いつまで"), widget=DATE)

    def __init__(self, *args: Any, found: Any, **kwargs: Any) -> None:
        """``found``: the persons that the search found; who reads alike joins them after a first sending."""
        super().__init__(*args, **kwargs)
        self.found, self.is_alike = list(found), False
        self._offer(self.found)

    def clean_kana(self) -> str:
        return only_kana(self.cleaned_data["kana"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("person"):
            return data
        if not (data.get("name") and data.get("kana")):
            raise forms.ValidationError(_("登録のある人を選ぶか、新しい人の氏名とふりがなを書いてください。"))
        alike = list(Person.objects.living().read_as(data["kana"])[:20])
        self.is_alike = bool(alike)
        self._offer([*self.found, *(person for person in alike if person not in self.found)])
        if alike and not data.get("is_other"):
            raise forms.ValidationError(_("同じふりがなの人が登録されています。その人を選ぶか、別の人であることに印をつけてください。"))
        return data

    def _offer(self, persons: list[Any]) -> None:
        """Any living person may be sent; these are shown, told apart by telephone or address."""
        field: Any = self.fields["person"]
        field.queryset, self.shown = Person.objects.living(), persons
        shown = [(p.pk, f"{p.name}（{p.kana}） {p.telephone or p.address or p.email}".strip()) for p in persons]
        field.choices = [("", _("新しい人を登録する")), *shown]
        self.is_choice = bool(shown)


class RenewForm(forms.Form):
    """Whose terms go on, and until when."""

    terms = forms.ModelMultipleChoiceField(
        label=_("任期を更新する人"),
        queryset=HqMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("更新する人を選んでください。")},
    )
    until_on = forms.DateField(label=_("新しい任期の終わり"), widget=DATE)

    def __init__(self, *args: Any, terms: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["terms"]
        field.label_from_instance = label
        field.queryset = terms


def only_kana(text: str) -> str:
    if text and not is_kana(text):
        raise forms.ValidationError(_("ひらがなかカタカナで書いてください。"))
    return text


class PasswordForm(forms.Form):
    """The first password of an invited person."""

    password = forms.CharField(
        label=_("パスワード"),
        help_text=_("12文字以上。ほかで使っていない言葉の組み合わせにしてください。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(label=_("もう一度"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("二つのパスワードが違います。"))
        return data


class UploadForm(forms.Form):
    """An Excel or CSV file of the transfer list or the first posts."""

    file = forms.FileField(label=_("Excel または CSV ファイル"))


class LoginForm(AnyLoginForm):
    """The words of this house; a label needs no second telling inside its box."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].label = _("このままサインインしておく")
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)


class AuthenticatorForm(ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("アプリに出ている6けたの番号")


class SecondFactorForm(AuthenticateForm):
    """The second proof at signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_the_code(self)


class SecondFactorAgainForm(ReauthenticateForm):
    """The second proof once more, before something important."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_the_code(self)


def name_the_code(form: forms.Form) -> None:
    code = form.fields["code"]
    code.label, code.help_text = _("認証アプリの6けたの番号"), _("スマートフォンが手もとにないときは、予備の番号を一つ書いてください。")
    code.widget.attrs.pop("placeholder", None)


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey, under a name that its owner knows again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("パスキーの名前")
        self.fields["name"].help_text = _("例：学校のパソコン、わたしのスマートフォン")
        if alone := self.fields.get("passwordless"):
            alone.label, alone.help_text = (
                _("このパスキーだけでサインインする"),
                _("パスワードを打たずに入れます。指紋・顔・画面ロックで確かめます。"),
            )


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("パスキーの名前")
