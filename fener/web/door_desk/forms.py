"""Forms of the door's desk."""

from __future__ import annotations

from django import forms

_KEY_HELP = (
    "Begins with age1. Make the key pair here or with “fener door new-key”; the private half never comes to this desk."
)


class NewDoorForm(forms.Form):
    """What the public page needs to know."""

    title = forms.CharField(
        label="Name on the page", max_length=120, help_text="As people call your organisation, not as it is registered."
    )
    slug = forms.SlugField(
        label="Address", max_length=40, help_text="Becomes …/door/address/. Small letters, digits, hyphens."
    )
    emergency_number = forms.CharField(
        label="Number to call in danger",
        max_length=20,
        initial="112",
        help_text="The page says nobody reads it day and night.",
    )
    keep_days = forms.IntegerField(
        label="Kept for (days)", min_value=14, max_value=365, initial=90,
        help_text="Counted from the last thing the person sent; then it is deleted here.",
    )  # fmt: skip
    recipient = forms.CharField(label="Public half of the key", max_length=100, strip=True, help_text=_KEY_HELP)


class NewKeyForm(forms.Form):
    """A new public half."""

    recipient = forms.CharField(label="Public half of the new key", max_length=100, strip=True, help_text=_KEY_HELP)
