#!/usr/bin/env bash
# Installs the packed tarballs into an empty folder outside the workspace, type-checks a program there, and sends a
# message. Writes the SBOM of what was installed into the file that it is given: bash .ci/packed.sh [FILE]
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
node="$top/node_modules/.bin/node"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$node" "$top/.ci/install-packed.ts" "$folder" typescript @types/node
"$node" "$top/.ci/sbom.ts" "$folder" "${1:-$folder/sbom.cdx.json}"
cp "$top/.ci/packed/"* "$folder/"
cd "$folder"
"$node" ./node_modules/typescript/bin/tsc --project tsconfig.json
"$node" send.ts
"$node" verify.ts
