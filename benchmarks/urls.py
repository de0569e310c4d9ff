"""The application's addresses, and those to compare with."""

from django.urls import include, path

from benchmarks import views
from benchmarks.admin import site

urlpatterns = [
    path("do/ok/", views.ok),
    path("do/mot-truy-van/", views.one_query),
    path("do/crispy/<int:pk>/<int:organization_id>/", views.crispy_grid),
    path("do/admin/", site.urls),
    path("", include("coordination.config.urls")),
]

handler500 = "coordination.views.errors.server_error"
