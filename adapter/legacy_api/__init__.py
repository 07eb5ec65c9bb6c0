"""The legacy API (2005 to 2014): its two wires, its schemas, its service and its faults."""
