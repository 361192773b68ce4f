"""A published report is written in every format by the worker, after the transaction stands."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from fener.actions.reporting.advance_report import advance_report
from fener.actions.reporting.compile_report import start_report
from fener.jobs.reporting import write_report_files
from fener.terms.errors import NotAllowed


@pytest.mark.django_db(transaction=True)
def test_publishing_queues_the_files_and_the_worker_writes_them(administrator, coordinator, settings, tmp_path):
    settings.REPORTS_FOLDER = tmp_path
    report = start_report(administrator, "national", "RS", date(2022, 1, 1), date(2023, 12, 31))
    advance_report(administrator, report.pk, "reviewed")
    assert DBTaskResult.objects.count() == 0
    advance_report(coordinator, report.pk, "published")
    call_command("db_worker", batch=True, interval=0.1, startup_delay=False, reload=False, verbosity=0)
    assert [task.status for task in DBTaskResult.objects.all()] == ["SUCCESSFUL"]
    assert {path.suffix for path in tmp_path.iterdir()} == {".pdf", ".docx", ".html"}


@pytest.mark.django_db
def test_a_member_who_left_writes_nothing(coordinator):
    type(coordinator).objects.filter(pk=coordinator.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        write_report_files.func(1, coordinator.pk)
