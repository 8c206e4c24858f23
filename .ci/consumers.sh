#!/usr/bin/env bash
# Compiles and runs the examples of all pages as users of the packages would: see consumers.ts. After a build.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$top/node_modules/.bin/node" "$top/.ci/consumers.ts" "$folder"
