"""What every test can ask for."""

from hypothesis import settings

pytest_plugins = ["tests.support.quick_routes", "tests.support.plugin", "tests.support.fixtures"]

# How long one example takes tells of the machine, not of the code.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
