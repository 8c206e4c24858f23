/**
 * Both vendors on this machine: starts the emulator, sends through the public API over real sockets, and shows what
 * became of it and what each vendor received.
 */
import { createEmulator, type RequestRecord } from '@polychat/emulator';
import { runStep, steps } from './steps.ts';
import { textTable } from './text-table.ts';
import { connect } from './vendors.ts';

const emulator = await createEmulator();
console.log(`Both vendors listen on ${emulator.url}. No account, no internet.`);

for (const { vendor, title, chat } of connect(emulator)) {
  const rows: string[][] = [];
  for (const step of steps) {
    const { accepted, failed, unconfirmed } = await runStep(step, emulator, vendor, chat);
    rows.push([step.title, accepted, failed, unconfirmed]);
  }
  console.log(`\n${title}: what became of it\n`);
  console.log(textTable(['', 'accepted', 'failed', 'unconfirmed'], rows));

  console.log(`\n${title}: what it received on the wire\n`);
  for (const request of emulator.requests) {
    if (request.vendor === vendor) console.log(describeRequest(request));
  }
  await chat.close();
}
await emulator.close();

/** The signature stays out of sight, as it does in everything that Polychat itself prints. */
function describeRequest({ endpoint, body, reply }: RequestRecord): string {
  const shortened = body.length > 150 ? `${body.slice(0, 150)}… (${body.length} characters)` : body;
  return `  ${endpoint}\n    → ${shortened}\n    ← ${reply ? reply.body : 'silence'}`;
}
