"""What every test shares."""

import os
from pathlib import Path

from hypothesis import settings

# What is remembered of parsed files stays in the checkout.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parent.parent / ".pytest_cache")

# A slow machine is no failing property.
settings.register_profile("adapter", deadline=None)
settings.load_profile("adapter")
