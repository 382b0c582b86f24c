"""`python -m suar` is `suar`."""

from suar.cli import main

main()
