"""The current API (2017-01-17): its model, its JSON wire, its service and its faults."""
