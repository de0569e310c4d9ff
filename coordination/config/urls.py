"""The composition root of addresses: apps are named as strings only."""

from django.urls import include, path

urlpatterns = [
    path("", include("coordination.urls")),
    path("", include("programs.urls")),
    path("", include("reports.urls")),
]

handler400 = "coordination.views.errors.bad_request"
handler500 = "coordination.views.errors.server_error"
