"""Every installed plugin can be set in a form: nothing is asked for as JSON, nothing is lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from fitglue import registry
from fitglue.domain.plugins import PluginKind
from fitglue.pipeline.editing import plain_settings
from fitglue.testing.html_forms import sent
from fitglue.web.pages import templates
from fitglue.web.setting_fields import SettingField, fields_of
from fitglue.web.setting_values import settings_from
from fitglue.web.setting_view import shown

PLUGINS = {f"{one.about.kind} {one.about.id}": one for one in registry.every()}
EXAMPLES = [
    pytest.param(about.settings, settings, id=f"{about.id}-{at}")
    for about in (plugin.about for plugin in PLUGINS.values())
    if about.kind is not PluginKind.SERVICE  # without an account there are no settings of one
    for at, settings in enumerate([{}, *(one.settings for one in about.examples)])
    if settings or not any(one.is_required() for one in about.settings.model_fields.values())
]
PAGES = templates()


def every(fields: tuple[SettingField, ...]) -> Iterator[SettingField]:
    for field in fields:
        yield field
        yield from every(field.parts)


@pytest.mark.parametrize("name", PLUGINS)
def test_every_setting_has_a_field_of_its_own(name: str) -> None:
    fields = list(every(fields_of(PLUGINS[name].about.settings)))
    assert [field.name for field in fields if field.kind == "json"] == []
    assert all(field.title for field in fields if field.name)


@pytest.mark.parametrize(("model", "settings"), EXAMPLES)
def test_a_form_sent_as_it_came_changes_nothing(
    model: type[BaseModel], settings: dict[str, Any]
) -> None:
    made, fields = model.model_validate(settings), fields_of(model)
    plain = plain_settings(made)
    macro: Any = PAGES.get_template("setting_fields.html").module
    html = "".join(macro.setting_field(shown(one, plain[one.name]), "k") for one in fields)
    filled = {name.removeprefix("set.k."): values for name, values in sent(html).items()}
    back = settings_from(fields, filled)
    secret = {field.name: plain[field.name] for field in fields if field.kind == "secret"}
    for field in fields:
        if field.kind == "choices":  # what is ticked has the order of the list
            plain[field.name] = [
                one.value for one in field.choices if one.value in plain[field.name]
            ]
    assert plain_settings(model.model_validate(back | secret)) == plain
