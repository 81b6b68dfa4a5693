"""Runs pip for another platform. pip itself evaluates environment markers for the machine that it runs on."""

import json
import sys

from pip._vendor.packaging import markers

target = json.loads(sys.argv.pop(1))
own = markers.default_environment()
markers.default_environment = lambda: {**own, **target}

from pip._internal.cli.main import main  # noqa: E402

sys.exit(main())
