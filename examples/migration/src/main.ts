/**
 * An app in three regions moves from Tencent IM to ZIM, with faults on the way, and goes back once. Exits with 1 when
 * receipts, report and inboxes do not agree. `SEED=n` plays another move.
 */
import { run } from './run.ts';

const seed = Number(process.env.SEED ?? 1);
if (!Number.isInteger(seed)) throw new TypeError('SEED: must be an integer');
console.log(`An app in three regions moves from Tencent IM to ZIM. Seed ${seed}.\n`);

const { faults } = await run(seed, console.log);
process.exitCode = faults.length === 0 ? 0 : 1;
