import pkgutil
from importlib import import_module
from pathlib import Path

import domain
from domain.kernel import event_classes

FROZEN = Path(__file__).with_name("event_names.txt")

for _module in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}."):
    import_module(_module.name)


def test_a_stored_name_is_never_taken_back():
    known = event_classes()

    lost = [name for name in FROZEN.read_text().split() if name not in known]
    assert lost == [], "Events with these names are in logs. After a rename the old name has to be read as well."


def test_a_new_event_is_added_to_the_frozen_names():
    frozen = FROZEN.read_text().split()

    new = sorted(set(event_classes()) - set(frozen))
    assert new == [], f"Add these lines to {FROZEN.name}, in their place; from then on they stay."


def test_the_frozen_names_are_in_order_and_without_repetition():
    frozen = FROZEN.read_text().split()

    assert frozen == sorted(set(frozen))
