"""``make bench``: pages, imports, reports, intake, exports, the safe door, protection and law, one after the other.

Results worth keeping go into bench/RESULTS.md with the date.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

for name in (
    "bench_pages.py",
    "bench_import.py",
    "bench_build.py",
    "bench_report.py",
    "bench_intake.py",
    "bench_export.py",
    "bench_door.py",
    "bench_protection.py",
    "bench_law.py",
):
    print(f"\n## {name}\n", flush=True)
    subprocess.run([sys.executable, str(HERE / name)], check=True, cwd=HERE.parent)
