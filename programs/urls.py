"""Addresses of programs and results. One address per move, POST only."""

from django.urls import path

from programs import agreement_urls
from programs.views import (
    catalogue,
    periods,
    program_head,
    program_indicators,
    program_papers,
    program_parties,
    program_targets,
    program_text,
    programs,
    sheet_versions,
    sheets,
    totals,
    unit_totals,
)

SHEET = "ket-qua/ky/<int:pk>/phieu/<int:organization_id>/"

DRAFT = "chuong-trinh/<int:pk>/soan/"

drafting = [
    path("chuong-trinh/moi/", program_head.create, name="program_create"),
    path(DRAFT, program_text.text, name="program_text"),
    path(f"{DRAFT}chung/", program_head.head, name="program_head"),
    path(f"{DRAFT}trung-thoi-han/", program_head.overlap, name="program_overlap"),
    path(
        f"{DRAFT}noi-dung/<int:area_pk>/bo/", program_text.area_remove, name="program_area_remove"
    ),
    path(f"{DRAFT}noi-dung/<int:area_pk>/len/", program_text.area_up, name="program_area_up"),
    path(
        f"{DRAFT}nhiem-vu/<int:commitment_pk>/bo/",
        program_text.commitment_remove,
        name="program_commitment_remove",
    ),
    path(
        f"{DRAFT}nhiem-vu/<int:commitment_pk>/len/",
        program_text.commitment_up,
        name="program_commitment_up",
    ),
    path(f"{DRAFT}cac-ben/", program_parties.parties, name="program_parties"),
    path(
        f"{DRAFT}cac-ben/them/<int:organization_pk>/",
        program_parties.party_add,
        name="program_party_add",
    ),
    path(
        f"{DRAFT}cac-ben/<int:party_pk>/bo/",
        program_parties.party_remove,
        name="program_party_remove",
    ),
    path(f"{DRAFT}cac-ben/<int:party_pk>/len/", program_parties.party_up, name="program_party_up"),
    path(f"{DRAFT}chi-tieu/", program_indicators.indicators, name="program_indicators"),
    path(f"{DRAFT}chi-tieu/moi/", program_indicators.own_create, name="program_indicator_create"),
    path(
        f"{DRAFT}chi-tieu/<int:indicator_pk>/",
        program_indicators.own_edit,
        name="program_indicator_edit",
    ),
    path(f"{DRAFT}muc-giao/", program_targets.targets, name="program_targets"),
    path(f"{DRAFT}van-ban/", program_papers.papers, name="program_papers"),
    path(
        f"{DRAFT}van-ban/<int:paper_pk>/bo/",
        program_papers.paper_remove,
        name="program_paper_remove",
    ),
]

urlpatterns = [
    *drafting,
    path("chi-tieu/", catalogue.catalogue, name="catalogue"),
    path("chi-tieu/moi/", catalogue.indicator_create, name="indicator_create"),
    path("chi-tieu/<int:pk>/", catalogue.indicator_edit, name="indicator_edit"),
    path("chi-tieu/linh-vuc/moi/", catalogue.area_create, name="area_create"),
    path("chi-tieu/linh-vuc/<str:code>/", catalogue.area_edit, name="area_edit"),
    *agreement_urls.urlpatterns,
    path("chuong-trinh/", programs.programs, name="programs"),
    path("chuong-trinh/<int:pk>/", programs.program, name="program"),
    path("chuong-trinh/<int:pk>/gui-gop-y/", programs.send_to_review, name="program_send"),
    path("chuong-trinh/<int:pk>/dong-y/", programs.approve, name="program_approve"),
    path("chuong-trinh/<int:pk>/tra-lai/", programs.send_back, name="program_send_back"),
    path("ket-qua/", periods.results, name="results"),
    path("ket-qua/ky/<int:pk>/", periods.period, name="period"),
    path("ket-qua/ky/<int:pk>/khoa/", periods.close_period, name="period_close"),
    path("ket-qua/ky/<int:pk>/mo-lai/", periods.reopen_period, name="period_reopen"),
    path("ket-qua/tong-hop/<int:pk>/", totals.totals, name="totals"),
    path("ket-qua/tong-hop/<int:pk>/<str:code>/", totals.totals_parts, name="totals_parts"),
    path("don-vi/<int:pk>/tong-hop/", unit_totals.unit_totals, name="unit_totals"),
    path("ket-qua/phieu/<int:pk>/", sheets.sheet_by_id, name="sheet_by_id"),
    path(SHEET, sheets.sheet, name="sheet"),
    path(f"{SHEET}gui/", sheets.submit, name="sheet_submit"),
    path(f"{SHEET}tra-lai/", sheets.return_, name="sheet_return"),
    path(f"{SHEET}duyet/", sheets.accept, name="sheet_accept"),
    path(f"{SHEET}dinh-kem/", sheets.attach, name="sheet_attach"),
    path(f"{SHEET}ban-dau/", sheets.stamped_sheet, name="sheet_paper"),
    path(f"{SHEET}ban/<int:number>/", sheet_versions.version, name="sheet_version"),
]
