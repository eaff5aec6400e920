"""The windows of the desk's tests, on both databases."""

from tests.desk.conftest import *  # noqa: F403 - fixtures
