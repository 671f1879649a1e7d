"""The engine as it is, except that it does not mind how busy the machine is.

calm.py STATE_DIR [AGENT]; another file than the rehearsal agent's can be its agents' program.
"""

from __future__ import annotations

import os
import sys

from core.programs import daemon

if __name__ == "__main__":
    daemon.host = lambda: None
    daemon.AGENT = sys.argv[2] if len(sys.argv) > 2 else daemon.AGENT
    code = daemon.main(sys.argv[1])
    sys.stderr.flush()
    os._exit(code)
