"""fener protection: clocks of cases, and what their end brings."""

from __future__ import annotations

from fener.cli.desk import as_json, open_desk, out, print_json, refusing
from fener.cli.protection import protection

__all__ = ["protection"]


@protection.command()
@as_json
@refusing
def clocks(as_json: bool) -> None:
    """Let referrals lapse that nobody answered, end consents that ran out, and send the letters both bring. Run it hourly.

    Letters carry a key and nothing else; one that cannot leave waits for the next run.
    """
    open_desk()
    from fener.actions.protection.consents import end_expired_consents
    from fener.actions.protection.referrals import lapse_referrals
    from fener.actions.protection.tell_recipients import tell_recipients

    lapsed, ended = lapse_referrals(), end_expired_consents()
    found = {"lapsed": lapsed, "ended": ended, "told": tell_recipients()}
    if as_json:
        print_json(found)
    else:
        out.print(f"{lapsed} referrals lapsed, {ended} consents ended, {found['told']} letters sent.")


@protection.command()
@as_json
@refusing
def dispose(as_json: bool) -> None:
    """Erase what has come to the end of its clock: classes of data, whole files, harm records. Run it daily."""
    open_desk()
    from django.utils import timezone

    from fener.actions.protection.dispose_cases import dispose_cases
    from fener.actions.protection.dispose_harm import dispose_harm
    from fener.actions.protection.dispose_urgent import dispose_urgent

    erased, today = dispose_cases(), timezone.localdate()
    found = {
        "files": erased.files,
        "thinned": erased.thinned,
        "harm_records": dispose_harm(today),
        "urgent_requests": dispose_urgent(today),
    }
    if as_json:
        print_json(found)
    else:
        out.print(
            f"{found['files']} files erased, {found['thinned']} thinned, {found['harm_records']} harm records and "
            f"{found['urgent_requests']} urgent requests disposed of."
        )
