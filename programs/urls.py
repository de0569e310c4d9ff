"""Addresses of programs and results. One address per move, POST only."""

from django.urls import path

from programs.views import periods, programs, sheet_versions, sheets, totals, unit_totals

SHEET = "ket-qua/ky/<int:pk>/phieu/<int:organization_id>/"

urlpatterns = [
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
