"""What the adapter costs beside other ways to do the same, in one run: `make bench`."""
