"""Foreign keys point down, and every model is in the glossary."""

from django.apps import apps
from django.conf import settings

from tests.architecture.reading import ROOT

ORDER = [app.rpartition(".")[2] for app in settings.DOMAIN_APPS]


def _models():
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("pinzhang.domain.")
        for model in config.get_models()
    ]


def _concept(model) -> str:
    return model.__module__.split(".")[2]


def test_foreign_keys_point_to_the_same_concept_or_one_below():
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in _models()
        for field in model._meta.get_fields()
        if field.many_to_one or (field.one_to_one and field.concrete)
        if field.related_model.__module__.startswith("pinzhang.domain.")
        and ORDER.index(_concept(field.related_model)) > ORDER.index(_concept(model))
    ]

    assert upward == []


def test_every_model_says_what_it_is_with_its_official_term():
    silent = [
        model.__name__
        for model in _models()
        if not model.__doc__ or not ("（" in model.__doc__ or "(" in model.__doc__)
    ]

    assert silent == []


def test_every_model_is_in_the_glossary():
    glossary = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    missing = [model.__name__ for model in _models() if f"`{model.__name__}`" not in glossary]

    assert missing == []
