"""Forms of persons, posts and settings of an account: they parse, actions decide."""

from typing import Any

from allauth.account.forms import LoginForm as AnyLoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.models import Block, CommunityCenter, School
from yuinowa.people.models import Person, Post

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
