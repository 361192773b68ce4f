"""Put this checkout on the virtual environment's path and make the ``fener`` program, without a build."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

root = Path(__file__).resolve().parents[1]
Path(sysconfig.get_path("purelib"), "fener-checkout.pth").write_text(f"{root}\n", encoding="utf-8")
program = Path(sysconfig.get_path("scripts"), "fener")
program.write_text(
    f"#!{sys.executable}\nfrom fener.config.start import main\n\nmain()\n",
    encoding="utf-8",
)
program.chmod(0o755)
