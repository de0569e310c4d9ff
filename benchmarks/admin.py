"""Django's admin over the rows of the list of programs; open to whoever is signed in.

The application's User has no staff flag and no permissions, so the site asks for neither.
"""

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from coordination import clock
from coordination.naming import unit_name
from programs.models import Program, Target


class Site(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated


class ProgramAdmin(ModelAdmin):
    """The columns, the filter and the search of the application's own list."""

    list_display = ("title", "number", "unit_name", "term_from", "term_to", "state")
    list_filter = ("state",)
    search_fields = ("title", "number")
    list_per_page = 25

    def get_queryset(self, request: HttpRequest) -> QuerySet[Program]:
        return Program.objects.annotate(unit_name=unit_name("unit_id", clock.today()))

    def unit_name(self, program: Program) -> str:
        return program.unit_name

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Program | None = None) -> bool:
        return True

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission


class TargetAdmin(ModelAdmin):
    """The rows of a program's targets; the page of a program shows more than these."""

    list_display = ("indicator", "party", "year", "quantity", "value")
    list_select_related = ("indicator", "party")
    list_per_page = 500
    has_module_permission = ProgramAdmin.has_module_permission
    has_view_permission = ProgramAdmin.has_view_permission
    has_add_permission = has_change_permission = has_view_permission
    has_delete_permission = has_view_permission

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return True


site = Site(name="admin")
site.register(Program, ProgramAdmin)
site.register(Target, TargetAdmin)
