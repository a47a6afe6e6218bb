"""Kim, who was here first, and Lee, who came by invitation."""

import pytest

from fitglue.instance import Instance
from fitglue.people.acting import Acting
from fitglue.testing.people import KIM, LEE, account_of


@pytest.fixture
def kim(instance: Instance) -> Acting:
    """The first account."""
    return account_of(instance, KIM)


@pytest.fixture
def lee(instance: Instance, kim: Acting) -> Acting:
    """A second account."""
    assert kim.account.is_admin
    return account_of(instance, LEE)
