# SPDX-License-Identifier: MIT
"""The platform and its people."""

import os

# Piccolo finds its engine through this variable, lazily, at the first query.
os.environ.setdefault("PICCOLO_CONF", "thinktank.piccolo_conf")
