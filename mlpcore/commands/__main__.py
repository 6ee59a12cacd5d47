"""`python -m mlpcore.commands` is `mlpcore`, where a terminal does not find that."""

import sys

from mlpcore.commands import main

if __name__ == "__main__":
    sys.exit(main())
