/**
 * A process that works on campaigns and waits to be killed. It is loaded beforehand and begins when it is told how:
 * starting a process takes longer than a campaign of a test.
 */
import { createCampaigns } from '../campaigns.ts';
import { chatOf, clockAhead, engineFor, type ProgramSetup } from './program-setup.ts';
import { openStore } from './store-places.ts';
import { told } from './trail.ts';

process.once('message', async (setup: ProgramSetup) => {
  const clock = clockAhead(setup.clockOffsetMs);
  const { leaseMs, chunkSize } = setup;
  const store = await openStore(setup.store);
  const claim: typeof store.claim = async (request) => {
    const answer = await store.claim(request);
    if (answer.chunk) process.send?.({ claimed: answer.chunk.chunk });
    return answer;
  };
  const settle: typeof store.settle = async (held, join) => {
    const answer = await store.settle(held, join);
    process.send?.({ settled: held.chunk });
    return answer;
  };
  const campaigns = createCampaigns({
    store: { ...store, claim, settle },
    ...engineFor(setup),
    chats: [chatOf(setup, clock, (event) => process.send?.({ trail: told(event) }))],
    clock,
    leaseMs,
    chunkSize,
    pollMs: 50,
    // A server that is killed is away for a while, and that is no news.
    onError: (error) => 'file' in setup.store && process.send?.({ error: String(error) }),
  });
  const worker = campaigns.work();
  process.on('message', async () => {
    await worker.close();
    process.exit(0);
  });
});
process.on('disconnect', () => process.exit(0));
process.send?.('loaded');
