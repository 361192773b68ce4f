"""What the desk tells allauth: nobody signs themselves up, and nothing is sent by mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from fener.web.account.second_factor import signed_in_just_now


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator; the desk sends no mail, so it cannot leak who has one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago, with all factors they have, need not do so again."""
        return not signed_in_just_now(self.request) and bool(super().is_reauthentication_required(**kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing leaves the machine."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing leaves the machine."""
