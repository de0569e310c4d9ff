"""Two people issue, or begin a correction, at the same moment: real connections, real commits."""

import os
import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from programs.workflow import Refused
from reports.models import Document
from reports.transitions import issue_document, start_correction
from tests.reports.reviews import AT, HELD_ON, HalfYear, half_year

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("races")]


@pytest.fixture
def committed(db):
    """A copy of the test database in which transactions really end; it is dropped afterwards.

    The test's own connection is closed meanwhile: nobody may be in a database that is copied.
    """
    of_the_test = connections["default"]
    of_the_test.close()
    settings = of_the_test.settings_dict
    name = settings["NAME"]
    copy = sql.Identifier(f"{name}_races")
    with psycopg.connect(
        os.environ["DATABASE_OWNER_URL"], dbname="postgres", autocommit=True
    ) as owner:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(copy))
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copy, sql.Identifier(name)))
        settings["NAME"] = f"{name}_races"
        connections["default"] = connections.create_connection("default")
        try:
            yield half_year()
        finally:
            connections["default"].close()
            settings["NAME"] = name
            connections["default"] = of_the_test
            owner.execute(sql.SQL("DROP DATABASE {}").format(copy))


def at_once(*moves: Callable[[], object]) -> list:
    """What each move gave, or the refusal that it met; all begin together."""
    ready = threading.Barrier(len(moves))
    found: list = [None] * len(moves)

    def run(at: int, move: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=30)
            found[at] = move()
        except Refused as refused:
            found[at] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(moves)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert all(found)
    return found


def issuing(world: HalfYear, document: Document) -> Callable[[], Document]:
    _issuer, by = world.issuer_of("military")
    return lambda: issue_document(document=document, by=by, at=AT, dated=HELD_ON)


def test_papers_issued_at_once_get_numbers_of_their_own(committed):
    drafts = [committed.draft("military") for _number in range(4)]
    issued = at_once(*(issuing(committed, draft) for draft in drafts))
    assert sorted(one.number for one in issued) == [1, 2, 3, 4]


def test_one_paper_is_issued_once(committed):
    draft = committed.draft("military")
    found = at_once(*(issuing(committed, draft) for _person in range(3)))
    assert sum(isinstance(one, Refused) for one in found) == 2
    assert list(Document.objects.values_list("number", flat=True)) == [1]


def test_one_correction_is_begun(committed):
    _issuer, by = committed.issuer_of("military")
    issued = committed.issued("military")
    begun = at_once(
        *(lambda: start_correction(replaced=issued, by=by, at=AT) for _person in range(3))
    )
    assert len({one.pk for one in begun}) == 1
