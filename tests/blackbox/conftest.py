"""Fixtures of the black-box tests. `stack` is one whole stack for the session;
tests that break something put it back together themselves."""
import pathlib
import sys

import pytest

from nginx_rig import Edge
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
def make_edge():
    """make_edge(answer, **settings): nginx in front of applications that give
    this answer (nginx_rig.py), or of none; gone after the test."""
    made = []

    def make(answer=None, pools=("api", "sim"), **settings):
        server = Edge(answer, settings, pools)
        made.append(server)
        return server.start()

    yield make
    for server in made:
        server.remove()


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


LAST = "test_every_code.py"


def pytest_collection_modifyitems(config, items):
    """What looks back on the whole suite comes last; whole_suite says whether
    it is whole."""
    items.sort(key=lambda item: item.path.name == LAST)
    here = pathlib.Path(__file__).resolve().parent
    config.whole_suite = (
        {item.path for item in items} == set(here.glob("test_*.py")) and
        not any("::" in arg for arg in config.args) and
        not (config.option.keyword or config.option.markexpr or
             config.option.deselect))


@pytest.fixture
def whole_suite(request):
    session = request.session
    if not request.config.whole_suite:
        pytest.skip("only a part of the suite was asked for")
    if session.testsfailed:
        pytest.skip("a test failed before this")
    return True
