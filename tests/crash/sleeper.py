"""An agent that costs nothing: says that it is there, waits, leaves one commit, and ends.

Its prompt: `sleeps SECONDS`, `deaf` to TERM, `detaches` a child that nobody knows of. Its first
attempt `fails`, or `hangs`. What it was told besides it says again at its end.
"""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys


def main() -> int:
    """Be an agent, for a while."""
    print(json.dumps({"type": "system", "subtype": "init"}), flush=True)  # noqa: T201
    said = sys.stdin.readline()
    if "deaf" in said:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "detaches" in said:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        subprocess.Popen(["sleep", "600"], start_new_session=True, close_fds=True, **quiet)
    is_first = "-retry-" not in os.environ["GROUNDSTOP_ATTEMPT"]
    if is_first and "hangs" in said:
        signal.pause()
    found = re.search(r"sleeps (\d+(?:\.\d+)?)", said)
    select.select([], [], [], float(found[1]) if found else 0.1)
    if is_first and "fails" in said:
        print("the network timed out", file=sys.stderr)  # noqa: T201
        return 1
    who = ["-c", "user.name=x", "-c", "user.email=x@localhost"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "Sleep"], check=True)
    print(json.dumps({"type": "result", "subtype": "success"}), flush=True)  # noqa: T201
    for line in sys.stdin:
        print(json.dumps({"type": "system", "subtype": "heard", "said": line}), flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
