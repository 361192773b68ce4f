"""Login and second factor, and only those doors of allauth that the desk opens."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path

from fener.web.account import views

urlpatterns = [
    path("", views.overview, name="account"),
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
    # Allauth links to these by name; here an administrator does what they would do.
    path("signup/", views.ask_administrator, name="account_signup"),
    path("email/", views.ask_administrator, name="account_email"),
    path("password/set/", views.ask_administrator, name="account_set_password"),
    path("password/reset/", views.ask_administrator, name="account_reset_password"),
    path("appearance/", views.appearance, name="appearance"),
    path("language/", views.language, name="language"),
]
