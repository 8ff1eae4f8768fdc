"""Tests keep their data in a folder of their own, away from the site's."""

import os
import tempfile

os.environ.setdefault("MADANG_DATA", tempfile.mkdtemp(prefix="madang-test-"))
