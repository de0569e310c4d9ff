"""The ground: the application's role, the collation, the search, the history triggers."""

import datetime as dt
import unicodedata

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from coordination.history import recorded
from coordination.models import Level, Person, Succession, Unit, UnitName, UnitParent
from coordination.models.successions import SuccessionUnitBefore

pytestmark = pytest.mark.django_db


def test_tests_run_as_the_role_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, count(*) FROM pg_tables"
            " WHERE schemaname = 'public' AND tableowner = current_user"
        )
        user, owned = cursor.fetchone()
    assert (user, owned) == ("coordination_app", 0)


@pytest.mark.parametrize("verb", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_history_cannot_be_changed(verb):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format("coordination_personevent"))


def test_bulk_and_sql_writes_are_in_the_history():
    with recorded(by=None, source="test", reason="đổi tên"):
        Person.objects.bulk_create([Person(name="Nguyễn Văn A"), Person(name="Trần Thị B")])
        Person.objects.filter(name="Nguyễn Văn A").update(name="Nguyễn Văn B")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM coordination_person WHERE name = 'Trần Thị B'")
    history = list(
        Person.history.rel.related_model.objects.order_by("pgh_id").values_list(
            "pgh_label", "name", "pgh_context__reason"
        )
    )
    assert history == [
        ("insert", "Nguyễn Văn A", "đổi tên"),
        ("insert", "Trần Thị B", "đổi tên"),
        ("update", "Nguyễn Văn B", "đổi tên"),
        ("delete", "Trần Thị B", "đổi tên"),
    ]


def test_names_sort_in_vietnamese_order():
    names = ["đông", "ân", "Ánh", "da", "ăn", "đa", "an"]
    Person.objects.bulk_create(Person(name=name) for name in names)
    ordered = list(Person.objects.order_by("name").values_list("name", flat=True))
    assert ordered == ["an", "Ánh", "ăn", "ân", "da", "đa", "đông"]


def test_people_sort_by_given_name():
    for name in ["Trần Văn Bình", "Lê Thị An", "Đỗ Ánh", "Nguyễn Văn An"]:
        Person.objects.create(name=name)
    ordered = [person.name for person in Person.objects.by_given_name()]
    assert ordered == ["Lê Thị An", "Nguyễn Văn An", "Đỗ Ánh", "Trần Văn Bình"]


@pytest.mark.parametrize(
    "words", ["dong hy", "Đồng Hỷ", unicodedata.normalize("NFD", "Đồng Hỷ"), "ĐỒNG", "hỷ"]
)
def test_search_ignores_accents_and_composition(words):
    unit = Unit.objects.create(level=Level.DISTRICT)
    UnitName.objects.create(unit=unit, name="Huyện Đồng Hỷ")
    assert list(Unit.objects.search(words)) == [unit]


def test_text_is_stored_composed():
    name = "Hoàng Thị Hoà"
    person = Person.objects.create(name=unicodedata.normalize("NFD", name))
    person.refresh_from_db()
    assert person.name == unicodedata.normalize("NFC", name)
    with (
        pytest.raises(IntegrityError, match="coordination_person_name_is_nfc"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE coordination_person SET name = normalize('Hoà', NFD)")


def test_units_below_on_a_day_and_ever():
    province, district, commune = (
        Unit.objects.create(level=level)
        for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
    )
    end = dt.date(2025, 6, 30)
    UnitParent.objects.create(unit=district, parent=province, valid_to=end)
    UnitParent.objects.create(unit=commune, parent=district, valid_to=end)
    UnitParent.objects.create(unit=commune, parent=province, valid_from=dt.date(2025, 7, 1))

    def below(unit, on):
        return set(Unit.objects.below(unit, on=on))

    assert below(province, dt.date(2022, 1, 1)) == {province, district, commune}
    assert below(province, dt.date(2026, 1, 1)) == {province, commune}
    assert below(district, dt.date(2026, 1, 1)) == {district}
    assert below(district, None) == {district, commune}


def test_links_between_rows_are_in_the_history():
    act = Succession.objects.create(kind="merge", on=dt.date(2025, 7, 1))
    unit = Unit.objects.create(level=Level.DISTRICT)
    with recorded(by=None, source="test", reason="sáp nhập"):
        act.units_before.add(unit)
        act.units_before.remove(unit)
    history = SuccessionUnitBefore.pgh_event_model.objects.order_by("pgh_id")
    assert list(history.values_list("pgh_label", "unit_id", "pgh_context__reason")) == [
        ("insert", unit.pk, "sáp nhập"),
        ("delete", unit.pk, "sáp nhập"),
    ]
