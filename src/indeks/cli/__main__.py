"""``python -m indeks.cli``: the same as the command ``indeks``."""

from indeks.cli import main

raise SystemExit(main())
