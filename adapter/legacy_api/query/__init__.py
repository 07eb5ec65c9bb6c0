"""The REST wire of the legacy API: query strings and forms in, XML out."""
