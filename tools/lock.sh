#!/bin/sh
# Hashed requirements, one file an extra; no file names where the packages come from.
set -eu
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-annotate --no-header "$@"
}
compile pyproject.toml -o requirements/core.txt
compile --extra desk pyproject.toml -o requirements/desk.txt
compile --extra desk --extra dev pyproject.toml -o requirements/dev.txt
compile requirements/node.in -o requirements/node.txt
compile requirements/installer.in -o requirements/installer.txt
npm install --package-lock-only --ignore-scripts
