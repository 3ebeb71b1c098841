"""``python -m tingzhou`` is the command ``tingzhou``."""

from tingzhou.cli import main

if __name__ == "__main__":
    main()
