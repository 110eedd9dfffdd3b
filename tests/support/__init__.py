# SPDX-License-Identifier: MIT
"""What tests share. A developer's own THINKTANK_* settings are put aside before anything reads them."""

import os

for _name in [name for name in os.environ if name.startswith("THINKTANK_") and "_TEST_" not in name]:
    del os.environ[_name]
