"""HITs, HIT types, and what happens to them."""
