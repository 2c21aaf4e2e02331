"""Speed, memory and delivery of this machine, always against a yardstick measured in the same run.

Servers that nodes share are those of the tests (`fakes`).
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))
