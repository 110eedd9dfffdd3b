# SPDX-License-Identifier: MIT
"""``python -m thinktank`` is the ``thinktank`` command."""

import sys

from thinktank.cli import main

if __name__ == "__main__":
    sys.exit(main())
