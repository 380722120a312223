"""What a server says when it starts: where it is, what to try, and how to get in."""

from pathlib import Path

from knowledge.administrators import Administrators
from knowledge.demonstrating import PASSWORDS
from knowledge.terminal import people
from knowledge.wiring import Knowledge


def welcome(knowledge: Knowledge, *, new_token: str, new_passwords: Path | None) -> None:
    """Greet whoever has started the server.

    Args:
        knowledge: what is served.
        new_token: the administrator's token, if it was made just now.
        new_passwords: the file of passwords of the demonstration, if it was made just now.
    """
    settings = knowledge.settings
    address = f"http://{settings.host}:{settings.port}"
    people.print(f"\nThe platform is at [bold]{address}[/bold]\n")
    people.print("Try:")
    people.print(f"  {address}/en/                                   where each country stands")
    people.print(f"  {address}/en/countries/MX                       everything about a country")
    people.print(f"  curl '{address}/api/v1/status?valid_at=2021-09-30'")
    people.print(f"  {address}/api/v1/openapi.json                   the API")
    _tell_accounts(settings.data_dir / PASSWORDS, new_passwords, address)
    if new_token:
        people.print(f"\nThe administrator's token, shown this once: [bold]{new_token}[/bold]")
        people.print(f"It is kept in {settings.data_dir / 'admin-token'}.\n")
    if not Administrators(knowledge).has_any():
        people.print("\nThere is no administrator yet. Whoever opens this link within an hour becomes one:")
        people.print(f"  {Administrators(knowledge).set_up_link()}\n", markup=False)


def _tell_accounts(file: Path, made: Path | None, address: str) -> None:
    if made:
        people.print(f"\nSign in at {address}/en/sign-in as any of these, with the password beside it:")
        for line in made.read_text().splitlines():
            people.print(f"  {line}", markup=False, highlight=False)
        people.print(f"They are kept in {made}.")
    elif file.exists():
        people.print(f"\nSign in at {address}/en/sign-in with the accounts in {file}.")
