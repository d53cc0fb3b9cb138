"""The door to Dask, which has jobs done on many machines."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager

from distributed import Client, KilledWorker

from ..errors import ClausewrightError, Problem
from ..model.text import count_noun

_PATIENCE = 30  # seconds until a scheduler that does not answer, or that nobody works for, is given up


@contextmanager
def open_cluster(address: str) -> Iterator[Executor]:
    """Give an executor of the scheduler at an address ("tcp://machine:8786").

    Raises ClausewrightError where it cannot be reached, where it has no workers, and where a job of all was
    lost.
    """
    hint = f"Start 'dask scheduler' on one machine and 'dask worker {address} --nthreads 1' on the others."
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClausewrightError([Problem(address, 0, f"no scheduler answers: {error}", hint)]) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise ClausewrightError([Problem(address, 0, "no worker has joined it", hint)]) from None
        try:
            # What a job does is written to the shared folder, so no result stands for another's.
            yield client.get_executor(pure=False)
        except (KilledWorker, CancelledError) as error:
            problem = Problem(address, 0, f"the workers were lost: {explain_loss(error)}", "Build again.")
            raise ClausewrightError([problem]) from None


def explain_loss(error: BaseException | None) -> str:
    """Say how a job was lost that ended with an error; "" where the error is the job's own."""
    if isinstance(error, KilledWorker):
        return f"{count_noun(error.allowed_failures + 1, 'worker')} ended while at it"
    if isinstance(error, CancelledError):
        return "the scheduler has ended"
    return ""
