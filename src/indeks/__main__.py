"""``python -m indeks``: the same as the command ``indeks``."""

from indeks.making import interrupts

interrupts.quietly()

from indeks.cli import main  # noqa: E402

raise SystemExit(main())
