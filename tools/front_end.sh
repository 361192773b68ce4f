#!/bin/sh
# Front-end packages, exactly as locked. The system's npm where there is one, else the one in a Python wheel.
set -eu
if command -v npm >/dev/null 2>&1; then
    npm ci --ignore-scripts --loglevel=error
else
    "$UV" pip install --quiet --python "$PY" --require-hashes -r requirements/node.txt
    "$PY" tools/wheel_npm.py ci --ignore-scripts --loglevel=error
fi
