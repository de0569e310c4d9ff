"""Addresses of the shell, of accounts, and of who takes part."""

from django.urls import path

from coordination.views import (
    accounts,
    administration,
    committees,
    history,
    home,
    organizations,
    search,
    units,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("dang-nhap/", accounts.SignIn.as_view(), name="login"),
    path("dang-xuat/", accounts.SignOut.as_view(), name="logout"),
    path("doi-mat-khau/", accounts.password_change, name="password_change"),
    path("dat-lai-mat-khau/", accounts.password_reset, name="password_reset"),
    path("vai-tro/", accounts.act_as, name="act_as"),
    path("ngon-ngu/", accounts.language, name="language"),
    path("tim-kiem/", search.search, name="search"),
    path("lich-su/<str:label>/<int:pk>/", history.history, name="history"),
    path("to-chuc/", organizations.organizations, name="organizations"),
    path("to-chuc/<int:pk>/", organizations.organization, name="organization"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/<int:pk>/", units.unit, name="unit"),
    path("ban-chi-dao/", committees.committees, name="committees"),
    path("ban-chi-dao/<int:pk>/", committees.committee, name="committee"),
    path("quan-tri/nguoi-dung/", administration.users, name="users"),
    path("quan-tri/nguoi-dung/moi/", administration.user_create, name="user_create"),
    path("quan-tri/nguoi-dung/<int:pk>/", administration.user, name="user"),
    path("quan-tri/nguoi-dung/<int:pk>/sua/", administration.user_edit, name="user_edit"),
    path("quan-tri/nguoi-dung/<int:pk>/ma/", administration.user_code, name="user_code"),
    path("quan-tri/nguoi-dung/<int:pk>/mo-khoa/", administration.user_unlock, name="user_unlock"),
    path(
        "quan-tri/nguoi-dung/<int:pk>/ngung/",
        administration.user_deactivate,
        name="user_deactivate",
    ),
    path(
        "quan-tri/nguoi-dung/<int:pk>/kich-hoat/",
        administration.user_activate,
        name="user_activate",
    ),
    path(
        "quan-tri/nguoi-dung/<int:pk>/vai-tro/",
        administration.membership_create,
        name="membership_create",
    ),
    path("quan-tri/vai-tro/<int:pk>/", administration.membership_edit, name="membership_edit"),
]
