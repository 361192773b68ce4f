"""fener questionnaires"""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from fener.cli.desk import acting_member, actor_option, as_json, open_desk, out, print_json, refusing


@click.group()
def questionnaires() -> None:
    """Questionnaires: check, publish, write as XLSForm."""


@questionnaires.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@refusing
def check(folder: Path | None) -> None:
    """Whether every source in FOLDER (default: the desk's forms) compiles; remarks are for the one who writes them."""
    open_desk()
    from fener.queries.questionnaire_sources import checked_sources

    for line in checked_sources(folder):
        out.print(f"{line.key} {line.version}: {line.questions} questions, {', '.join(line.languages)}")
        for remark in line.remarks:
            out.print(f"  {remark}", highlight=False)


@questionnaires.command()
@actor_option
@as_json
@refusing
def publish(actor_name: str, as_json: bool) -> None:
    """Publish every version of the desk's forms that is not published yet."""
    open_desk()
    from fener.actions.field.publish_questionnaire import publish_questionnaires

    found = publish_questionnaires(acting_member(actor_name))
    if as_json:
        print_json(found)
        return
    table = Table("Questionnaire", "Version", "")
    for one in found:
        said = "needs its key first" if one.waits_for_key else "published" if one.is_new else "there already"
        table.add_row(one.key, one.version, said)
    out.print(table)


@questionnaires.command("key")
@click.argument("questionnaire")
@click.password_option("--passphrase", help="Opens the private half. Lost, nothing opens what was sent.")
@actor_option
@refusing
def key_(questionnaire: str, passphrase: str, actor_name: str) -> None:
    """Make the key pair of a QUESTIONNAIRE that leaves phones encrypted, and publish it."""
    open_desk()
    from fener.actions.field.publish_questionnaire import make_questionnaire_keys

    make_questionnaire_keys(acting_member(actor_name), questionnaire, passphrase)
    out.print(f"{questionnaire}: key made, questionnaire published. Keep the passphrase where two people find it.")


@questionnaires.command()
@click.argument("questionnaire")
@click.option(
    "--out", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The .xlsx to write."
)
@refusing
def xlsform(questionnaire: str, path: Path) -> None:
    """Write QUESTIONNAIRE as an XLSForm workbook that KoboToolbox and ODK's tools take."""
    open_desk()
    from fener.queries.questionnaire_sources import write_workbook

    write_workbook(questionnaire, path)
    out.print(f"Written to {path}.")
