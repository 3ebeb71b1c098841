"""The command line. Thin: it reads words, calls the library and prints what comes back.

One file per family of commands; a user's mistake never shows a traceback.
"""

from tingzhou.cli.entry import command, main

__all__ = ["command", "main"]
