"""What must be there for the rest of a test to mean anything."""

from typing import TypeVar

T = TypeVar("T")


def there(thing: T | None) -> T:
    """*thing*, which is not None: a test that finds nothing fails here and says so, before it asks nothing for its name."""
    assert thing is not None, "there is none"
    return thing
