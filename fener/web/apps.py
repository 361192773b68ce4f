from django.apps import AppConfig


class Web(AppConfig):
    name = "fener.web"
    label = "web"
