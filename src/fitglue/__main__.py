"""`python -m fitglue`."""

from fitglue.cli import main

if __name__ == "__main__":
    main()
