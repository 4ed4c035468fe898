"""Authorities form a tree; departments are found upwards."""

import pytest

from pinzhang.domain.reference.models import Authority, Department
from pinzhang.domain.reference.selectors import (
    authorities_under,
    authority_of_region,
    department_of,
    departments_above,
    districts_of,
)
from tests.factories import bureau, make_department, make_district

pytestmark = pytest.mark.django_db


def test_entering_an_authority_again_brings_its_names_up_to_date():
    bureau()
    bureau()

    assert Authority.objects.count() == 1


def test_a_district_stands_under_the_city_and_answers_for_its_region():
    district = make_district()
    city = Authority.objects.get(code="370200-qingdao")

    assert list(authorities_under(city).order_by("path")) == [city, district]
    assert list(authorities_under(district)) == [district]
    assert authority_of_region("370215") == district
    assert authority_of_region("110000") is None
    assert [region.code for region in districts_of(city)] == ["370215"]


def test_a_department_is_the_nearest_one_above():
    district = make_district()
    city = Authority.objects.get(code="370200-qingdao")
    of_city = make_department(city, "tax", "市税务局")
    before = department_of(district, "tax")
    of_district = make_department(district, "tax", "区税务局")

    assert before == of_city
    assert department_of(district, "tax") == of_district
    assert department_of(city, "tax") == of_city
    assert department_of(city, "none") is None
    assert list(departments_above(district)) == [of_district, of_city]
    assert Department.objects.count() == 2
