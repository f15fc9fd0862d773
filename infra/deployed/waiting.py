"""Waiting for a condition with a limit: the only way in which the journey lets time pass."""

import threading
import time


class TimedOut(AssertionError):
    """What was waited for did not come."""


def until(what, condition, timeout=30, every=0.1):
    """The first true value of `condition`, or an error that says what was waited for."""
    deadline = time.monotonic() + timeout
    pause = threading.Event()
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimedOut(f"waited {timeout} s in vain: {what}")
        pause.wait(every)
