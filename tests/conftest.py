"""What every test shares."""

from hypothesis import settings

# A slow machine is no failing property.
settings.register_profile("adapter", deadline=None)
settings.load_profile("adapter")
