import { describe, expect, test } from 'vitest';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

const refused = { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' } as const;
const broken = { fault: 'unknown', reason: 'network', detail: 'ECONNRESET' } as const;

describe('the attempts of one send', () => {
  test.each([
    [{}, 3],
    [{ maxAttempts: 1 }, 1],
    [{ maxAttempts: 2 }, 2],
    [{ maxAttempts: 4 }, 4],
  ])('with the options %j there are %i', async (options, attempts) => {
    const { chat, clock, transport } = simulatedChat([refused]);
    const sent = clock.finish(chat.sendDirect({ ...hello, to: 'a' }, options));
    await expect(sent).rejects.toMatchObject({ code: 'network', effect: 'not_sent' });
    expect(transport.requests).toHaveLength(attempts);
  });

  test.each([0, 1.5, Number.NaN])('maxAttempts %s is refused', async (maxAttempts) => {
    const { chat } = simulatedChat([refused]);
    await expect(chat.sendDirect({ ...hello, to: 'a' }, { maxAttempts })).rejects.toMatchObject({
      code: 'misconfigured',
      field: 'maxAttempts',
    });
  });

  test('a chat of one vendor takes failoverUnknown and repeats nothing for it', async () => {
    const { chat, clock, transport } = simulatedChat([broken]);
    const sent = clock.finish(chat.sendDirect({ ...hello, to: 'a' }, { failoverUnknown: true }));
    await expect(sent).rejects.toMatchObject({ code: 'network', effect: 'unknown' });
    expect(transport.requests).toHaveLength(1);
  });
});
