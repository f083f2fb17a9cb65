"""The commands of those who run a server: `python -m deploy …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from deploy.settings import Front, nginx

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Write the configuration of a server that many readers use; docs/operating.md tells what to do with it.",
)


@app.callback()
def _commands() -> None:
    """Keep `nginx` a word of its own beside those to come."""


@app.command(
    name="nginx",
    epilog="Examples:\n\n[bold]python -m deploy nginx --domain barometer.example.no --certificate /etc/ssl/site.pem "
    "--key /etc/ssl/site.key[/bold] – print the configuration",
)
def nginx_command(
    domain: Annotated[str, typer.Option(help="The site's name, as readers write it.")],
    certificate: Annotated[Path, typer.Option(help="File with the certificate and its chain.", readable=False)],
    key: Annotated[Path, typer.Option(help="File with the certificate's key.", readable=False)],
    ports: Annotated[str, typer.Option(help="Where the app's processes listen, with commas.")] = "8501,8502",
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Another setting of `deploy/settings.py`; several times."),
    ] = None,
) -> None:
    """Print the configuration of nginx in front of the app's processes, for this site."""
    more = dict(entry.partition("=")[::2] for entry in set_ or [])
    try:
        given = {"domain": domain, "certificate": certificate, "key": key, "ports": ports.split(","), **more}
        print(nginx(Front.model_validate(given)), end="")
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in wrong["loc"])
        print(f"{name}: {wrong['msg'].removeprefix('Value error, ')}.", file=sys.stderr)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    app(prog_name="python -m deploy")
