"""Do the processes of a run give memory back, whoever starts them?"""

import os
import subprocess
import sys

import pytest

from flows import memory
from tests.conftest import ROOT


def printed(code, **more):
    """Run some code in a process of its own, with nothing set of what allocators read; return what it prints."""
    plain = {name: value for name, value in os.environ.items() if name not in memory.ENVIRONMENT}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=plain | {"PYTHONPATH": str(ROOT)} | more,
                          capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_what_polars_sets_is_known():
    """A parent that has loaded Polars hands its default on, which is nobody's wish."""
    assert printed(f"import os, polars; print(os.environ['{memory.JEMALLOC}'])") == memory.POLARS


@pytest.mark.parametrize(("name", "given", "stays"), [
    (memory.JEMALLOC, memory.POLARS, False), (memory.JEMALLOC, "narenas:1", True), ("MALLOC_ARENA_MAX", "8", True),
])
def test_what_the_user_has_set_stays(name, given, stays):
    """Of what is set already, Polars' default alone is replaced."""
    code = f"import os; from flows import memory; memory.save(); print(os.environ['{name}'])"
    assert printed(code, **{name: given}) == (given if stays else memory.ENVIRONMENT[name])


def test_pyarrow_and_polars_are_told_in_time():
    """The command saves before either library is loaded: pyarrow takes glibc's allocator."""
    code = ("import sys; from flows.run import _environment; loaded = {'polars', 'pyarrow'} & set(sys.modules); "
            "_environment(verbose=False); import pyarrow; print(sorted(loaded), pyarrow.default_memory_pool().backend_name)")
    assert printed(code) == "[] system"
