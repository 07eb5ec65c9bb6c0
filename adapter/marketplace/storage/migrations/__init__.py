"""How the tables came to be what they are, as alembic reads it.

To change a table: change its module in `tables`, add a file in `versions`, name it here. A database
that is made anew takes the tables as they are; a test holds that both ways lead to the same.
"""

NEWEST = "0003"
"""The last revision in `versions`."""
