#!/usr/bin/env bash
# npm run test:long: many more of the random runs, and more messages, than every `npm test` has time for. What fails
# names its seed. A number of your own: TREES=10000 npm run test:long
set -euo pipefail
cd "$(dirname "$0")/.."
export TREES=${TREES:-2000} EMULATED_TREES=${EMULATED_TREES:-200} MIGRATION_RUNS=${MIGRATION_RUNS:-1000}
export FAILOVER_RUNS=${FAILOVER_RUNS:-1000} ENSURE_RUNS=${ENSURE_RUNS:-1000} SCHEDULES=${SCHEDULES:-500}
export MODEL_RUNS=${MODEL_RUNS:-200} SEEDS=${SEEDS:-1,2,3} MESSAGES=${MESSAGES:-10000} PAGE_MESSAGES=${PAGE_MESSAGES:-50000}
exec vitest run --config vitest.workspace.ts --testTimeout=1800000 \
  packages/routing/src/guarantees.test.ts packages/core/src/operations/guarantees.test.ts packages/routing/src/*/*-guarantees.test.ts \
  packages/{core/src/operations,campaigns/src}/random-schedules.test.ts packages/redis/src/pacer/model.test.ts \
  packages/demo/src/{random-trees,end-to-end}.test.ts packages/emulator/src/page/load.test.ts \
  examples/migration/src/run.test.ts
