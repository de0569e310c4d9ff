"""Which organisations are a Board (Ban Dân vận), also after Boards were merged and renamed."""

from django.db import connection

BOARD_KIND = "mobilization_board"

_PREDECESSORS = """
WITH RECURSIVE earlier(id) AS (
    SELECT %(organization)s::bigint
    UNION
    SELECT gone.organization_id
    FROM earlier
    JOIN coordination_succession_organizations_after AS heir ON heir.organization_id = earlier.id
    JOIN coordination_succession_organizations_before AS gone
        ON gone.succession_id = heir.succession_id
)
SELECT EXISTS (
    SELECT FROM earlier JOIN coordination_organization AS body USING (id)
    WHERE body.kind_id = %(kind)s
)
"""


def is_a_board(organization_id: int) -> bool:
    """Whether this is a Mass Mobilization Board, or arose from one by reorganisations."""
    with connection.cursor() as cursor:
        cursor.execute(_PREDECESSORS, {"organization": organization_id, "kind": BOARD_KIND})
        return cursor.fetchone()[0]
