"""The migrations of the tables, in alembic's form.

To change a table: change its module in `tables`, add a file in `versions`, and put its number here.
A new database is created from `tables` directly; a test compares both ways.
"""

NEWEST = "0018"
"""The number of the last revision in `versions`."""
