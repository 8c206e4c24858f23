/**
 * A process that works on campaigns and waits to be killed. It is loaded beforehand and begins when it is told how:
 * starting a process takes longer than a campaign of a test.
 */
import { createCampaigns } from '../campaigns.ts';
import { createSqliteStore } from '../sqlite/sqlite-store.ts';
import { chatOf, clockAhead, type ProgramSetup } from './program-setup.ts';

process.once('message', (setup: ProgramSetup) => {
  const clock = clockAhead(setup.clockOffsetMs);
  const { leaseMs, chunkSize } = setup;
  const campaigns = createCampaigns({
    store: createSqliteStore({ file: setup.file }),
    chats: [chatOf(setup, clock)],
    clock,
    leaseMs,
    chunkSize,
    pollMs: 50,
    onError: (error) => process.send?.({ error: String(error) }),
  });
  const worker = campaigns.work();
  process.on('message', async () => {
    await worker.close();
    process.exit(0);
  });
});
process.on('disconnect', () => process.exit(0));
process.send?.('loaded');
