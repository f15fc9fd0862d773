"""Deploys the template with the real binaries to an emulator and follows messages through it.

    python journey.py --sam .../bin/sam --binaries target/debug --otklik target/debug/otklik [--keep DIR]

`--binaries` takes cargo's folder of binaries or cargo-lambda's folder of `<function>/bootstrap`. One line per
check; the first that does not hold ends the run with the emulator's and the function's last lines.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

import checks
import region
from agency import Agency
from emulator import Emulator
from stack import Stack


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sam", type=Path, required=True, help="the SAM CLI")
    parser.add_argument("--binaries", type=Path, required=True, help="where the functions were built")
    parser.add_argument("--otklik", type=Path, required=True, help="the command otklik")
    parser.add_argument("--keep", type=Path, help="work in this folder, which must not exist, and leave it")
    return parser.parse_args()


def timed(what, step, *given):
    began = time.monotonic()
    value = step(*given)
    print(f"ok  {what}  ({time.monotonic() - began:.1f} s)", flush=True)
    return value


def follow(home, emulator, agency, asked):
    stack = Stack(emulator, asked.otklik.resolve(), region.ID)
    template = timed("the binaries are laid out as a clone has them", stack.stage, home / "clone", asked.binaries.resolve())
    timed("SAM deploys the template as it is", stack.deploy, asked.sam.resolve(), template)
    here = timed("otklik loads the directory and makes a key", region.load, home, stack, agency)
    for check in checks.ALL:
        timed(check.__doc__.splitlines()[0].rstrip("."), check, stack, agency, here)


def main():
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    home = asked.keep or Path(tempfile.mkdtemp(prefix="otklik-deployed-"))
    began = time.monotonic()
    try:
        with Emulator(home / "emulator") as emulator, Agency() as agency:
            try:
                follow(home, emulator, agency, asked)
            except Exception:
                traceback.print_exc()
                print("".join(emulator.log.read_text(errors="replace").splitlines(keepends=True)[-80:]), file=sys.stderr)
                print("the deployed journey FAILED", file=sys.stderr)
                return 1
    finally:
        if not asked.keep:
            shutil.rmtree(home, ignore_errors=True)
    print(f"the deployed journey passed: {len(checks.ALL)} checks in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
