"""What takes long, measured side by side: `python -m tests.benchmarks.NAME`."""
