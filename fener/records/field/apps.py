from django.apps import AppConfig


class FieldRecords(AppConfig):
    name = "fener.records.field"
    label = "field"
