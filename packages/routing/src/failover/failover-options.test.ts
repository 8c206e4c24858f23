import { describe, expect, test } from 'vitest';
import { failingVendors } from '../testing/failing-vendors.ts';
import { failover } from './failover.ts';
import type { FailoverOptions } from './failover-options.ts';

describe('options that do not fit', () => {
  test.each<[unknown, string]>([
    [{ overFlow: true }, 'overFlow'],
    [{ overflow: 1 }, 'overflow'],
    [{ name: '' }, 'name'],
    [{ deadlineMs: 0 }, 'deadlineMs'],
    [{ attemptMs: Number.NaN }, 'attemptMs'],
    [{ maxRecipients: 1.5 }, 'maxRecipients'],
    [{ breaker: { calls: 0 } }, 'breaker.calls'],
    [{ breaker: { calls: 4, minimumCalls: 5 } }, 'breaker.minimumCalls'],
    [{ breaker: { faultShare: 1 } }, 'breaker.faultShare'],
    [{ breaker: { pauseMs: 10, maxPauseMs: 5 } }, 'breaker.maxPauseMs'],
    [{ breaker: { pause: 10 } }, 'breaker.pause'],
    [{ hooks: { move: 'no' } }, 'hooks.move'],
    [{ clock: {} }, 'clock'],
    [null, 'options'],
  ])('%j names %s', (options, field) => {
    const { vendors } = failingVendors([{}]);
    const make = () =>
      failover(
        vendors.map(({ chat }) => chat),
        options as FailoverOptions,
      );
    expect(make).toThrow(expect.objectContaining({ code: 'misconfigured', field }));
  });

  test('no chats, and two of one name', () => {
    const { vendors } = failingVendors([{}]);
    const chats = vendors.map(({ chat }) => chat);
    expect(() => failover([])).toThrow(expect.objectContaining({ code: 'misconfigured', field: 'chats' }));
    expect(() => failover([...chats, ...chats])).toThrow(expect.objectContaining({ field: 'chats[1]' }));
  });
});
