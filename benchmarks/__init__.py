"""How fast? One module a question; each is run from the project's folder with `python -m benchmarks.NAME`."""
