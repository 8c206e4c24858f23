#!/usr/bin/env bash
# Copies the template of an adapter out of the packed kit to a folder outside the workspace, and has it prove itself
# there with the other packed packages, in one command. Builds it as well.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export PATH="$top/node_modules/node/bin:$PATH"
node "$top/.ci/install-packed.ts" "$folder" typescript vitest @types/node
cp -R "$folder/node_modules/@polychat/conformance/template" "$folder/polychat-pigeon"
cd "$folder/polychat-pigeon"
npm test
npm run build
node --input-type=module --eval "
  const { pigeon } = await import('./dist/index.js');
  console.log(pigeon({ app: 'loft', token: '0'.repeat(32) }).title);
"
