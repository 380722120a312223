"""Reads what every worker needs, once, where all of them are forked from."""

import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401 - as above

from tests.support.lives import whole_life

whole_life(1)
