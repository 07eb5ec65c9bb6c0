"""The endpoint that programs written for Mechanical Turk's legacy Requester API still expect."""
