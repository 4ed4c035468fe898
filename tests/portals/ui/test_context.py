from datetime import date

from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import deactivate_all, override

from pinzhang.portals.ui.context import current_site, reader_language, site


def test_the_site_is_told_in_the_language_of_the_reader(settings):
    settings.SITE_NAME, settings.DEMO = "品章", True

    assert (current_site().name, current_site().language, current_site().html_lang) == ("品章", "zh", "zh-CN")
    with override("en"):
        assert (current_site().name, current_site().language, current_site().html_lang) == ("Pinzhang", "en", "en")


def test_a_deployment_keeps_its_own_names_in_either_language(settings):
    settings.OPERATOR = "某某市市场监督管理局"

    with override("en"):
        assert current_site().operator == "某某市市场监督管理局"


def test_every_template_knows_the_site_and_today(settings):
    context = site(RequestFactory().get("/"))

    assert context == {"site": current_site()}
    assert context["site"].today == timezone.localdate()
    assert isinstance(context["site"].today, date)


def test_where_no_language_is_active_chinese_is_spoken():
    with override("en"):
        deactivate_all()
        assert reader_language() == "zh"
