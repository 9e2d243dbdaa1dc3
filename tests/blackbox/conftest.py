"""Fixtures of the black-box tests. `stack` is one whole stack for the session;
tests that break something put it back together themselves."""
import sys

import pytest

from stack_rig import EVERYTHING, Stack

sys.dont_write_bytecode = True


@pytest.fixture(scope="session")
def stack():
    server = Stack()
    try:
        server.start()
        server.wait_ready()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def api(stack):
    """A client without a token."""
    return stack.api()


@pytest.fixture(scope="session")
def user(stack):
    return stack.new_user()


@pytest.fixture
def other_user(stack):
    return stack.new_user()


@pytest.fixture
def make_stack():
    """make_stack(settings, components): another stack, gone after the test."""
    made = []

    def make(settings=None, components=EVERYTHING):
        server = Stack(settings, components)
        made.append(server)
        return server.start()

    yield make
    for server in made:
        server.remove()
