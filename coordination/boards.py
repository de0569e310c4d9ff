"""Which organisations are a Board (Ban Dân vận), also after Boards were merged and renamed."""

from django.db import connection

BOARD_KIND = "mobilization_board"


def is_a_board(organization_id: int) -> bool:
    """Whether this is a Mass Mobilization Board, or arose from one by reorganisations.

    The database asks the same function before it lets Board staff act for an organisation.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_a_board(%s::bigint)", [organization_id])
        return cursor.fetchone()[0]
