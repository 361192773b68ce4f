"""Background work that keeps nothing longer than its clock says."""

from __future__ import annotations

from dataclasses import asdict

from django.utils import timezone
from django_tasks import task

from fener.actions.field.dispose_originals import dispose_originals


@task()
def dispose_due() -> dict[str, int]:
    """Dispose of everything that is due today; counts by kind."""
    return asdict(dispose_originals(timezone.now()))
