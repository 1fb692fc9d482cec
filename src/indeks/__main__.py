"""``python -m indeks``: the same as the command ``indeks``."""

from indeks.cli.commands import main

raise SystemExit(main())
