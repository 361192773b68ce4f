from django.apps import AppConfig


class ReportingRecords(AppConfig):
    name = "fener.records.reporting"
    label = "reporting"
