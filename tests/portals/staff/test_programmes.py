"""Published editions in the office: listed, explained, downloaded, compared."""

import hashlib

import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.domain.programmes.uploads import read_upload
from tests.factories import (
    make_department,
    make_district,
    make_edition,
    make_enterprise,
    make_officer,
    make_post,
    make_signer,
)
from tests.portals.staff.archives import archive, pack_texts
from tests.portals.staff.makers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def office(edition):
    return signed_in(make_officer(edition.authority))


def test_every_edition_is_listed_with_how_complete_its_source_is(edition, office):
    page = office.get(reverse("staff:programmes")).content.decode()

    assert "2021.1 版" in page
    assert "现行" in page
    assert "处公开文件未载明" in page
    assert edition.digest[:12] in page


def test_the_page_of_an_edition_names_its_documents_and_what_is_missing(edition, office):
    page = office.get(reverse("staff:edition", args=[edition.pk])).content.decode()

    assert "公开文件未载明" in page
    assert "据转载或摘录" in page
    assert "申报条件" in page


def test_the_downloaded_bytes_have_the_digest_of_the_edition(edition, office):
    answer = office.get(reverse("staff:edition_json", args=[edition.pk]))

    assert hashlib.sha256(answer.content).hexdigest() == edition.digest
    assert answer["Content-Disposition"] == 'attachment; filename="jimo-district-mayor-award-2021.1.json"'


def test_two_editions_of_a_programme_are_compared(edition, office):
    later = publish_edition(
        document=read_upload(archive(pack_texts())), by=None, at=timezone.now(), valid_from=timezone.localdate()
    )

    listed = office.get(reverse("staff:programmes")).content.decode()
    page = office.get(reverse("staff:edition_changes", args=[edition.pk, later.pk])).content.decode()

    assert reverse("staff:edition_changes", args=[edition.pk, later.pk]) in listed
    assert "从 2021.1 版到 2030 版" in page
    assert "看差异" in office.get(reverse("staff:edition", args=[later.pk])).content.decode()


def test_a_department_sees_how_many_opinions_it_owes(edition):
    department = make_department(edition.authority, "finance", "财政局")
    official = signed_in(make_post(edition.authority, PostRole.DEPARTMENT, department=department).user)

    assert "草案意见" in official.get(reverse("staff:programmes")).content.decode()


def test_an_instance_without_programmes_says_what_to_do():
    page = signed_in(make_officer(make_district())).get(reverse("staff:programmes")).content.decode()

    assert "还没有发布的项目" in page


def test_who_holds_no_post_finds_no_page(edition):
    client = signed_in(make_signer(make_enterprise()))

    assert client.get(reverse("staff:programmes")).status_code == 404
    assert client.get(reverse("staff:edition_json", args=[edition.pk])).status_code == 404
