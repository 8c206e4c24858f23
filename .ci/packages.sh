#!/usr/bin/env bash
# Checks the built packages as npm would publish them.
set -euo pipefail
cd "$(dirname "$0")/.."
packages=$(node .ci/public-packages.ts)
for package in $packages; do
  echo "@polychat/$package"
  node .ci/publint.ts "packages/$package"
  attw --pack "packages/$package" --profile esm-only --format ascii
done
