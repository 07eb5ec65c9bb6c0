"""What things cost beside each other, measured in one run: `make bench`."""
