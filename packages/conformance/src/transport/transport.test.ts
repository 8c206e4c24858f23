import { createKyTransport } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { brokenTransports } from '../__fixtures__/broken-transports.ts';
import { describeTransport } from '../vitest/describe-transport.ts';
import { runTransportCheck } from './transport-check.ts';
import { transportChecks } from './transport-checks.ts';

describeTransport({ name: "core's transport on ky", create: () => createKyTransport() });

test('every check of a transport has a name of its own', () => {
  const names = transportChecks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe('a transport that was broken on purpose is caught', () => {
  test.each(brokenTransports)('$name', async ({ create, caughtBy }) => {
    expect(transportChecks.map(({ name }) => name)).toEqual(expect.arrayContaining([...caughtBy]));
    for (const check of transportChecks.filter(({ name }) => caughtBy.includes(name))) {
      await expect(runTransportCheck(check, create), check.name).rejects.toThrow();
    }
  });
});
