"""python -m csassist.cli: the same as csassist."""

from csassist.cli import main

main()
