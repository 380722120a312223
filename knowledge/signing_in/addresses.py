"""E-mail addresses: whether they can be any, and when two are the same."""

from email_validator import EmailNotValidError, validate_email

from domain.errors import InvalidField, Told
from knowledge.refusals.foreign import known_again


def check_address(address: str, *, field: str = "email") -> str:
    """Return an address as it is written to.

    Args:
        address: as it was typed.
        field: where it stands in what was sent.

    Raises:
        InvalidField: no letter could reach it.
    """
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        told = known_again(str(error)) or Told("No letter could be sent to this address.")
        raise InvalidField(told, field=field) from error


def comparable(address: str) -> str:
    """Write an address as it is compared: upper and lower case are the same to every mail server that matters.

    What cannot be an address stays as it is, and is nobody's.
    """
    try:
        return check_address(address).casefold()
    except InvalidField:
        return address
