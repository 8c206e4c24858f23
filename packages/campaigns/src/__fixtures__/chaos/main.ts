/**
 * Sends while everything goes wrong that can, and compares what is said with what arrived. A seed that fails is printed
 * and fails again.
 *
 *   npm run chaos [-- sends [seed]]
 */
import { runChaos } from './chaos.ts';

const [sends = '20000', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const startedAt = performance.now();
console.log(`${sends} sends, seed ${seed}`);
const { wrong, struck, ...counts } = await runChaos(Number(sends), Number(seed), (done) => {
  if (done % 2_500 === 0)
    console.log(`${done} sends, ${Math.round((performance.now() - startedAt) / 1_000)} s`);
});
for (const [fault, times] of [...struck].toSorted()) console.log(`${fault.padEnd(24)} ${times}`);
console.log(JSON.stringify(counts));
for (const { send, faults } of wrong) console.log(`WRONG: ${send}: ${JSON.stringify(faults)}`);
console.log(
  wrong.length === 0 ? 'Everybody is named once, and each list is true' : `npm run chaos -- ${sends} ${seed}`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
