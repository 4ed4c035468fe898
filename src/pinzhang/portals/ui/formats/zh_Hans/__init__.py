"""Chinese formats."""  # noqa: N999 - Django names the folder after the locale
