#!/usr/bin/env bash
# Installs the packed tarballs into an empty folder outside the workspace, type-checks a program there, and sends a message.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for package in core zim tencent-im emulator conformance; do
  npm pack --silent --workspace "@polychat/$package" --pack-destination "$folder" >/dev/null
done
cp "$top/.ci/packed/"* "$folder/"
cd "$folder"
npm install --silent --no-package-lock ./*.tgz "typescript@$(node -p "require('$top/node_modules/typescript/package.json').version")" "@types/node@24"
"$top/node_modules/.bin/node" ./node_modules/typescript/bin/tsc --project tsconfig.json
"$top/node_modules/.bin/node" send.ts
