"""Who answers current calls; each module here is one way, or wraps one."""
