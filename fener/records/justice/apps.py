from django.apps import AppConfig


class JusticeRecords(AppConfig):
    name = "fener.records.justice"
    label = "justice"
