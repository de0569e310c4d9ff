"""The access table: every address, for every role, in the own, a subordinate and a foreign unit.

An address that stands in no row fails the build. The codes: 200 may; 302 may and is led on (a move
that was made, or refused with a sentence); 403 sees it but may not; 404 is not to know of it.
"""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from coordination.models import (
    AreaCover,
    DecisionKind,
    Level,
    OrganizationKind,
    OrganizationParent,
    Person,
    Role,
    SteeringCommittee,
    StoredFile,
    Succession,
    UnitCalendar,
)
from programs.models import Program, ProgramState
from reports.models import Conference, Document
from tests.programs import factories as make

pytestmark = pytest.mark.django_db

ROLES = (Role.REPORTER, Role.REVIEWER, Role.CLERK, Role.HEAD, Role.OBSERVER, Role.ADMIN)
WHERE = ("own", "above", "foreign")

# Rows: address, method, object; then for members of the own unit, of the unit above and of a
# foreign one the answer to reporter, reviewer, clerk, head, observer, admin. The own reporter is
# the women's union's, the own reviewer the command's; the others sit in the Board.
TABLE = """
home GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
login GET - | 302 302 302 302 302 302 | 302 302 302 302 302 302 | 302 302 302 302 302 302
logout POST - | 302 302 302 302 302 302 | 302 302 302 302 302 302 | 302 302 302 302 302 302
password_change GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
password_reset GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
act_as POST - | 404 404 404 404 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
language POST - | 302 302 302 302 302 302 | 302 302 302 302 302 302 | 302 302 302 302 302 302
search GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
organizations GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
organization GET organization | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
organization_create GET - | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 403 403 200 200 403 200
organization_edit GET organization | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
organization_remove GET organization | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
organization_name_create GET organization | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
organization_name_edit GET organization_name | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
organization_name_remove GET organization_name | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
organization_parent_create GET organization | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
organization_parent_edit GET superior | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
organization_parent_remove GET superior | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
organization_parent_remove POST superior | 403 403 302 302 403 302 | 403 403 302 302 403 302 | 404 404 404 404 404 404
organization_remove POST unused_organization | 403 403 302 302 403 302 | 403 403 302 302 403 302 | 404 404 404 404 404 404
units GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
unit GET unit | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
unit_create GET - | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 200
units_tree GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
unit_tree GET unit | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
unit_branch GET unit | 302 302 302 302 302 302 | 302 302 302 302 302 302 | 404 404 404 404 404 404
unit_organizations GET unit | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
unit_edit GET unit | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_remove GET unit | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_name_create GET unit | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_name_edit GET unit_name | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_name_remove GET unit_name | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_parent_create GET unit | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_parent_edit GET place | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_parent_remove GET place | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
area_cover_create GET area | 404 404 404 404 404 404 | 403 403 403 403 403 200 | 404 404 404 404 404 404
area_cover_edit GET cover | 404 404 404 404 404 404 | 403 403 403 403 403 200 | 404 404 404 404 404 404
area_cover_remove GET cover | 404 404 404 404 404 404 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_calendar_create GET unit | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_calendar_edit GET calendar | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_calendar_remove GET calendar | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 404 404 404 404 404 404
unit_calendar_remove POST calendar | 403 403 403 403 403 302 | 403 403 403 403 403 302 | 404 404 404 404 404 404
unit_remove POST unused_unit | 403 403 403 403 403 302 | 403 403 403 403 403 302 | 404 404 404 404 404 404
units_export GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
organizations_export GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
sheets_import GET - | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 403 403 200 200 403 200
sheets_import POST - | 403 403 422 422 403 422 | 403 403 422 422 403 422 | 403 403 422 422 403 422
import_template GET - | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 403 403 200 200 403 200
import_confirm POST - | 403 403 302 302 403 302 | 403 403 302 302 403 302 | 403 403 302 302 403 302
import_drop POST - | 403 403 302 302 403 302 | 403 403 302 302 403 302 | 403 403 302 302 403 302
committees GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
committee GET committee | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
committees_export GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
committee_create GET - | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 403 403 200 200 403 200
committee_edit GET committee | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
committee_renew GET committee | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
committee_renew POST committee | 403 403 422 422 403 422 | 403 403 422 422 403 422 | 404 404 404 404 404 404
committee_end GET committee | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
committee_end POST committee | 403 403 422 422 403 422 | 403 403 422 422 403 422 | 404 404 404 404 404 404
seat_create GET committee | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
seat_edit GET seat | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
seat_close GET seat | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
seat_delete POST seat | 403 403 302 302 403 302 | 403 403 302 302 403 302 | 404 404 404 404 404 404
decision GET decision | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
decision_edit GET decision | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
decision_attach POST decision | 403 403 422 422 403 422 | 403 403 422 422 403 422 | 404 404 404 404 404 404
decision_scan GET decision | 404 404 404 404 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
coverage GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
people GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
people_export GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
person_create GET - | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 403 403 200 200 403 200
person GET person | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
person_edit GET person | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
person_delete POST person | 403 403 302 302 403 302 | 403 403 302 302 403 302 | 404 404 404 404 404 404
person_merge GET person | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
position_create GET person | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
position_edit GET position | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
position_close GET position | 403 403 200 200 403 200 | 403 403 200 200 403 200 | 404 404 404 404 404 404
position_delete POST position | 403 403 302 302 403 302 | 403 403 302 302 403 302 | 404 404 404 404 404 404
history GET history_person | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
reorganisations GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
reorganisation GET act | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
reorganisation_new GET - | 403 403 403 200 403 200 | 403 403 403 200 403 200 | 403 403 403 200 403 200
reorganisation_carry_out POST - | 403 403 403 422 403 422 | 403 403 403 422 403 422 | 403 403 403 422 403 422
reorganisation_undo POST act | 403 403 403 302 403 302 | 403 403 403 302 403 302 | 404 404 404 404 404 404
kinds GET - | 403 403 403 403 403 403 | 403 403 403 403 403 403 | 403 403 403 403 403 403
kind_create GET - | 403 403 403 403 403 403 | 403 403 403 403 403 403 | 403 403 403 403 403 403
kind_edit GET kind | 403 403 403 403 403 403 | 403 403 403 403 403 403 | 403 403 403 403 403 403
kind_remove GET kind | 403 403 403 403 403 403 | 403 403 403 403 403 403 | 403 403 403 403 403 403
kind_remove POST unused_kind | 403 403 403 403 403 403 | 403 403 403 403 403 403 | 403 403 403 403 403 403
users GET - | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 200
user_create GET - | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 200
user GET user | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 404
user_edit GET user | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 404
user_code POST user | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 404
user_unlock POST user | 403 403 403 403 403 302 | 403 403 403 403 403 302 | 403 403 403 403 403 404
user_deactivate POST user | 403 403 403 403 403 302 | 403 403 403 403 403 302 | 403 403 403 403 403 404
user_activate POST user | 403 403 403 403 403 302 | 403 403 403 403 403 302 | 403 403 403 403 403 404
membership_create GET user | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 404
membership_edit GET membership | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 404
history GET history_program | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
history GET history_draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
history GET history_filling | 200 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
history GET history_accepted | 404 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
history GET history_unit | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
history GET history_user | 404 404 404 404 404 200 | 404 404 404 404 404 200 | 404 404 404 404 404 404
history GET history_kind | 404 404 404 404 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
history GET history_unknown | 404 404 404 404 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
review_desk GET - | 403 200 403 403 403 403 | 403 200 403 403 403 403 | 403 200 403 403 403 403
board_desk GET - | 403 403 200 200 403 403 | 403 403 200 200 403 403 | 403 403 200 200 403 403
programs GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
program GET signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
program GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program GET in_review | 200 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_send POST draft | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_send POST signed | 403 403 302 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
program_approve POST in_review | 403 302 403 403 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_approve POST draft | 404 404 403 403 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_send_back POST in_review | 403 302 403 403 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_create GET - | 403 403 200 200 403 403 | 403 403 200 200 403 403 | 403 403 200 200 403 403
program_text GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_head GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_parties GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_indicators GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_indicator_create GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_targets GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_papers GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_text GET signed | 403 403 302 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
program_text POST draft | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_text POST signed | 403 403 409 409 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
program_text GET in_review | 403 403 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_head POST draft | 404 404 422 422 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_parties POST draft | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_indicators POST draft | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_targets POST draft | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_papers POST draft | 404 404 422 422 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_overlap POST draft | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_area_remove POST draft_area | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_area_up POST draft_area | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_commitment_remove POST draft_commitment | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_commitment_up POST draft_commitment | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_party_add POST draft_board | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_party_remove POST draft_party | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_party_up POST draft_party | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_indicator_edit GET draft_indicator | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_paper_remove POST draft_paper | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_print GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_print GET signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
program_print GET in_review | 200 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_print_make POST signed | 302 302 302 302 302 302 | 302 302 302 302 302 302 | 404 404 404 404 404 404
program_print_state GET signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
program_print_pdf GET signed | 404 404 404 404 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
catalogue GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
indicator_create GET - | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 200
indicator_edit GET catalogue_indicator | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 200
area_create GET - | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 200
area_edit GET catalogue_area | 403 403 403 403 403 200 | 403 403 403 403 403 200 | 403 403 403 403 403 200
program_review GET signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
program_review GET in_review | 200 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_review GET draft | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_comment POST in_review | 403 302 403 403 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_comment POST signed | 403 302 403 403 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
comment_answer POST comment | 404 403 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_take_back POST in_review | 403 403 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_cancel POST in_review | 403 403 403 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_cancel POST draft | 404 404 403 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_ending GET signed | 403 403 403 200 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
program_terminate POST signed | 403 403 403 422 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
program_replaces GET draft | 404 404 403 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_replaces POST draft | 404 404 403 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_paper_approval GET in_review | 403 403 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_approve_on_paper POST in_review | 403 403 422 422 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
approval_scan GET approval | 200 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_signing GET approved | 403 403 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_signing GET signed | 403 403 302 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
program_sign POST approved | 403 403 422 422 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
paper_scan GET paper | 200 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_scan GET signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
former_scan GET signed_former_scan | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
program_files GET signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
program_files POST signed | 403 403 422 422 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
attachment GET attachment | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
attachment_replace GET attachment | 403 403 200 200 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
attachment_replace POST attachment | 403 403 422 422 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
program_scan_attach GET signed | 403 403 200 200 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
program_scan_attach POST signed | 403 403 422 422 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
paper_scan_attach GET paper | 403 403 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
paper_scan_attach POST paper | 403 403 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
standing_reviews GET signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
review_ask POST signed | 403 403 422 422 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
review_give POST signed | 403 422 403 403 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
review_handle POST standing_review | 403 403 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
program_in_force GET signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
amendment_create GET signed | 403 403 200 200 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
amendment_create POST signed | 403 403 302 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
amendment GET amendment | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment GET amendment_asked | 200 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment GET amendment_signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
amendment_edit GET amendment | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_edit POST amendment | 404 404 422 422 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
change_create GET new_change | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
change_edit GET change | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
change_remove POST change | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_send POST amendment | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_approve POST amendment_asked | 403 302 403 403 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_send_back POST amendment_asked | 403 302 403 403 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_take_back POST amendment_asked | 403 403 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_cancel POST amendment | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_paper_approval GET amendment_asked | 403 403 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_approve_on_paper POST amendment_asked | 403 403 422 422 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_signing GET amendment_asked | 403 403 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_sign POST amendment_asked | 403 403 422 422 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
amendment_scan GET amendment_signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
amendment_scan_attach GET amendment_signed | 403 403 200 200 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
history GET history_amendment | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
history GET history_comment | 404 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
results GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
period GET period | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
period_close POST period | 403 403 403 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
period_reopen POST period | 403 403 403 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
totals GET signed | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
totals GET draft | 404 404 404 404 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
unit_totals GET unit | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
totals_parts GET indicator | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
sheet_by_id GET filling_id | 302 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
sheet_by_id GET accepted_id | 302 302 302 302 302 302 | 302 302 302 302 302 302 | 404 404 404 404 404 404
sheet GET filling | 200 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
sheet GET accepted | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
sheet POST filling | 302 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
sheet POST accepted | 403 409 409 409 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
sheet_submit POST filling | 302 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
sheet_submit POST accepted | 403 302 302 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
sheet_return POST filling | 403 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
sheet_return POST accepted | 403 403 302 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
sheet_accept POST filling | 403 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
sheet_accept POST accepted | 403 403 302 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
sheet_attach POST filling | 302 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
sheet_attach POST accepted | 403 302 302 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
sheet_paper GET filling | 404 404 404 404 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
sheet_version GET filling_v1 | 200 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
sheet_version GET accepted_v1 | 404 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
conferences GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
conference GET conference | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 404 404 404 404 404 404
conference_draft POST conference | 403 302 302 302 403 403 | 403 403 403 403 403 403 | 404 404 404 404 404 404
documents GET - | 200 200 200 200 200 200 | 200 200 200 200 200 200 | 200 200 200 200 200 200
document GET command_paper | 404 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document GET board_paper | 404 404 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document POST command_paper | 404 422 422 422 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document POST board_paper | 404 404 422 422 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document_render POST command_paper | 404 302 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document_file_state GET command_paper | 404 200 200 200 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document_pdf GET command_paper | 404 404 404 404 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document_issue POST command_paper | 404 302 403 403 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document_issue POST board_paper | 404 404 403 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document_correct POST command_paper | 404 302 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
document_correct POST board_paper | 404 404 302 302 404 404 | 404 404 404 404 404 404 | 404 404 404 404 404 404
"""


class World:
    """A province, a district under it with a program, and a foreign district; a member each."""

    def __init__(self):
        province = make.UnitFactory(level=Level.PROVINCE)
        self.own = self._unit(parent=province)
        self.above = self._offices(province)
        self.foreign = self._unit(parent=None)
        self.members = {
            (where, role): self._member(getattr(self, where), role)
            for where in WHERE
            for role in ROLES
        }
        self._fill()

    def _unit(self, parent):
        return self._offices(make.UnitFactory(parent=parent))

    def _offices(self, unit):
        kinds = {"board": "mobilization_board", "command": "military_command", "women": "women"}
        return {
            name: make.OrganizationFactory(unit=unit, kind_id=kind) for name, kind in kinds.items()
        } | {"unit": unit}

    def _member(self, offices, role):
        seat = {Role.REPORTER: "women", Role.REVIEWER: "command"}.get(role, "board")
        return make.MembershipFactory(organization=offices[seat], role=role)

    def _fill(self):
        own = self.own
        parties = [own["command"], own["women"]]
        indicator = make.IndicatorFactory(code="T1")
        shared = {"unit": own["unit"], "parties": parties, "asks": [indicator]}
        program = make.ProgramFactory(**shared)
        draft = make.ProgramFactory(**shared, is_draft=True)
        in_review = make.ProgramFactory(**shared, is_draft=True)
        Program.objects.filter(pk=in_review.pk).update(state=ProgramState.IN_REVIEW, review_round=1)
        reporter = self.members["own", Role.REPORTER]
        filling = make.sheet(program, own["women"], state="draft", T1="5")
        accepted = make.sheet(program, own["command"], T1="7", by=reporter)
        for sheet in (accepted, filling):
            sheet.versions.create(number=1, sent_at=accepted.submitted_at, content={"lines": []})
            sheet.version = 1
            sheet.save()
        content = draft.content_areas.create(title="Tuyên truyền")
        commitment = content.commitments.create(text="Tổ chức hội thi")
        own_indicator = make.IndicatorFactory(code="CT1-1", program=draft)
        paper = draft.papers.create(number="01")
        committee = SteeringCommittee.objects.create(unit=own["unit"], name="Ban Chỉ đạo")
        decision = committee.decisions.create(
            kind=DecisionKind.SETTING_UP, number="1", date=dt.date(2020, 1, 1), issuer=own["board"]
        )
        person = Person.objects.create(name="Nguyễn Văn A")
        position = person.positions.create(organization=own["women"], title="Chủ tịch")
        seat = committee.seats.create(person=person, role="member")
        conference = Conference.objects.create(
            kind="preliminary_review",
            unit=own["unit"],
            title="Hội nghị sơ kết",
            held_on=dt.date(2022, 7, 29),
            state="concluded",
            period_kind="half_year",
            period_from=make.FIRST_HALF[0],
            period_to=make.FIRST_HALF[1],
        )
        conference.programs.add(program)
        command_paper = Document.objects.create(
            kind="review_report", conference=conference, issuer=own["command"]
        )
        board_paper = Document.objects.create(
            kind="review_report", conference=conference, issuer=own["board"]
        )
        act = Succession.objects.create(kind="rename", on=dt.date(2021, 1, 1))
        act.organizations_before.add(own["women"])
        act.organizations_after.add(own["women"])
        period = filling.period
        area = make.UnitFactory(parent=self.above["unit"], level=Level.AREA)
        cover = AreaCover.objects.create(area=area, unit=own["unit"])
        calendar = UnitCalendar.objects.create(
            unit=own["unit"], year_starts_month=12, year_starts_day=15
        )
        superior = OrganizationParent.objects.create(organization=own["women"], parent=own["board"])
        unused = OrganizationKind.objects.create(
            code="unused", label="Loại", short_label="Loại", order=99, paper_system="state"
        )
        agreement = self._agreements(program, in_review, reporter)
        self.objects = agreement | {
            "-": [],
            "unit": [own["unit"].pk],
            "organization": [own["women"].pk],
            "committee": [committee.pk],
            "decision": [decision.pk],
            "seat": [seat.pk],
            "person": [person.pk],
            "position": [position.pk],
            "act": [act.pk],
            "unit_name": [own["unit"].names.get().pk],
            "place": [own["unit"].parents.get().pk],
            "area": [area.pk],
            "cover": [cover.pk],
            "calendar": [calendar.pk],
            "unused_unit": [make.UnitFactory(parent=own["unit"], level=Level.COMMUNE).pk],
            "organization_name": [own["women"].names.get().pk],
            "superior": [superior.pk],
            "unused_organization": [make.OrganizationFactory(unit=own["unit"]).pk],
            "kind": ["women"],
            "unused_kind": [unused.pk],
            "user": [reporter.user_id],
            "membership": [reporter.pk],
            "signed": [program.pk],
            "draft": [draft.pk],
            "in_review": [in_review.pk],
            "draft_area": [draft.pk, content.pk],
            "draft_commitment": [draft.pk, commitment.pk],
            "draft_board": [draft.pk, own["board"].pk],
            "draft_party": [draft.pk, draft.parties.last().pk],
            "draft_indicator": [draft.pk, own_indicator.pk],
            "draft_paper": [draft.pk, paper.pk],
            "catalogue_indicator": [indicator.pk],
            "catalogue_area": ["HP"],
            "period": [period.pk],
            "filling": [period.pk, own["women"].pk],
            "accepted": [period.pk, own["command"].pk],
            "filling_id": [filling.pk],
            "accepted_id": [accepted.pk],
            "filling_v1": [period.pk, own["women"].pk, 1],
            "accepted_v1": [period.pk, own["command"].pk, 1],
            "indicator": [program.pk, "T1"],
            "conference": [conference.pk],
            "command_paper": [command_paper.pk],
            "board_paper": [board_paper.pk],
            "history_program": ["programs.program", program.pk],
            "history_draft": ["programs.program", draft.pk],
            "history_filling": ["programs.resultsheet", filling.pk],
            "history_accepted": ["programs.resultsheet", accepted.pk],
            "history_person": ["coordination.person", person.pk],
            "history_unit": ["coordination.unit", own["unit"].pk],
            "history_user": ["coordination.user", reporter.user_id],
            "history_kind": ["coordination.organizationkind", "women"],
            "history_unknown": ["sessions.session", 1],
        }

    def _agreements(self, program, in_review, member):
        """What hangs on the program and on the draft that lies before its parties."""
        now = timezone.now()
        scan = StoredFile.objects.create(
            file=SimpleUploadedFile("a.pdf", b"%PDF-1.4"),
            name="a.pdf",
            content_type="application/pdf",
            size=8,
            sha256="0" * 64,
            uploaded_at=now,
            uploaded_by=member,
            organization=self.own["board"],
        )
        scan_before = StoredFile.objects.get(pk=scan.pk)
        scan_before.pk = None
        scan_before.save(force_insert=True)
        Program.objects.filter(pk=program.pk).update(scan=scan_before)
        Program.objects.filter(pk=program.pk).update(scan=scan)
        attachment = program.attachments.create(title="x", file=scan_before)
        lead = program.parties.get(role="lead")
        asked = in_review.parties.get(role="lead")
        approval = in_review.parties.get(role="partner").reviews.create(
            round=1, verdict="approved", decided_at=now, decided_by=member, scan=scan
        )
        approved = make.ProgramFactory(
            unit=self.own["unit"], parties=[self.own["command"], self.own["women"]], is_draft=True
        )
        Program.objects.filter(pk=approved.pk).update(state=ProgramState.APPROVED, review_round=1)
        comment = asked.comments.create(round=1, text="x", created_at=now, created_by=member)
        standing = lead.standing_reviews.create(advice="keep", reviewed_at=now, reviewed_by=member)
        paper = in_review.papers.create(number="1", scan=scan)
        day = {"effective_from": dt.date(2023, 1, 1)}
        draft = program.amendments.create(**day)
        change = draft.changes.create(kind="section", section="purpose", text="x")
        in_round = program.amendments.create(state="in_review", review_round=1, **day)
        in_round.changes.create(kind="section", section="purpose", text="x")
        signed = program.amendments.create(
            state="signed", signed_on=dt.date(2022, 12, 1), scan=scan, **day
        )
        return {
            "comment": [comment.pk],
            "signed_former_scan": [program.pk, scan_before.pk],
            "attachment": [attachment.pk],
            "approval": [approval.pk],
            "approved": [approved.pk],
            "paper": [paper.pk],
            "standing_review": [standing.pk],
            "amendment": [draft.pk],
            "amendment_asked": [in_round.pk],
            "amendment_signed": [signed.pk],
            "new_change": [draft.pk, "section"],
            "change": [change.pk],
            "history_amendment": ["programs.amendment", draft.pk],
            "history_comment": ["programs.reviewcomment", comment.pk],
        }

    def answers(self, client, name, method, thing):
        """What each member is answered, in the order of the table."""
        url = reverse(name, args=self.objects[thing])
        found = {}
        for (where, _role), membership in self.members.items():
            with transaction.atomic():
                client.force_login(membership.user)
                response = getattr(client, method.lower())(url)
                found.setdefault(where, []).append(response.status_code)
                if response.streaming:
                    b"".join(response.streaming_content)  # reads the file to its end
                transaction.set_rollback(True)
        return found


def rows():
    """The table's rows: address, method, object, and the answers by unit."""
    for line in TABLE.strip().splitlines():
        head, *answers = line.split("|")
        yield (
            *head.split(),
            dict(zip(WHERE, ([int(x) for x in a.split()] for a in answers), strict=True)),
        )


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """Where the files of the world lie."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, media):
    """One world for all rows, since each answer is taken back before the next."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(MEDIA_ROOT=media),
    ):
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_of_the_world(_plain_http, settings, media):
    settings.MEDIA_ROOT = media


@pytest.mark.parametrize(("name", "method", "thing", "expected"), list(rows()))
def test_every_role_is_answered_as_the_table_says(world, client, name, method, thing, expected):
    assert world.answers(client, name, method, thing) == expected


def names(patterns=None):
    """The names of all addresses."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from names(pattern.url_patterns)


def test_every_address_stands_in_the_table():
    assert {row[0] for row in rows()} == set(names())


@pytest.mark.parametrize(
    "name", sorted({row[0] for row in rows()} - {"login", "password_reset", "language"})
)
def test_nobody_comes_in_without_signing_in(world, client, name):
    thing = next(row[2] for row in rows() if row[0] == name)
    url = reverse(name, args=world.objects[thing])
    page = client.get(url)
    assert page.status_code == 302
    assert page["Location"].startswith(reverse("login"))
    assert client.post(url).templates[0].name == "signed_out.html"
