"""`python -m adapter` is `mturk-adapter`."""

from adapter.cli import main

if __name__ == "__main__":
    main()
