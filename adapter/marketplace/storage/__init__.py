"""The marketplace's database: tables, migrations, transactions, pages and tokens."""
