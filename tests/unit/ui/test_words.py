import pytest
from django.template import Context, Engine
from django.utils.translation import override

OURS = Engine(builtins=["django.templatetags.i18n", "yuinowa.ui.templatetags.words"])
DJANGO = Engine(builtins=["django.templatetags.i18n"])


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "page",
    [
        '{% translate "お願い" %}',
        "{% translate 'お願い' %}",
        '{% translate "お願い" as x %}[{{ x }}]',
        '{% translate "<b>&" as x %}[{{ x }}]',
        '{% translate "100%" %}',
        '{% translate "お願い" noop %}',
        '{% translate "お願い" context "c" %}',
        "{% translate word %}",
        '{% translate "a"|upper %}',
        '{% autoescape off %}{% translate "お<願い" %}{% endautoescape %}',
        '{% trans "お願い" %}',
    ],
)
def test_the_quick_tag_says_what_djangos_says(page, language):
    with override(language):
        ours, django = (engine.from_string(page).render(Context({"word": "お願い"})) for engine in (OURS, DJANGO))
    assert ours == django
