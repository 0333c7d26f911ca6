"""`python -m reviewhouse.local.clickhouse`: everything it needs comes from the settings, and so no secret is seen in
the arguments of the process."""

import sys

from reviewhouse.errors import ReviewhouseError, SettingsError
from reviewhouse.local.clickhouse.serve import serve
from reviewhouse.settings import settings


def main() -> int:
    """Status 2 where a setting is wrong, 1 where the machine does not allow to start."""
    try:
        serve(settings())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except ReviewhouseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
