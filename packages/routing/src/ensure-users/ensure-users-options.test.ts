import { type Chat, systemClock } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { AccountVendor } from '../testing/account-vendor.ts';
import { named } from '../testing/ensured.ts';
import { ensureUsers } from './ensure-users.ts';

describe('what does not fit', () => {
  const { chat } = new AccountVendor();

  test.each<[string, unknown, unknown, string]>([
    ['no chat', {}, {}, 'chat'],
    ['options that are none', chat, 7, 'options'],
    ['an unknown option', chat, { profile: named }, 'profile'],
    ['a profileOf that is no function', chat, { profileOf: {} }, 'profileOf'],
    ['ahead', chat, { ahead: 'yes' }, 'ahead'],
    ['a time that is none', chat, { registerMs: 0 }, 'registerMs'],
    ['a pause that is none', chat, { pauseMs: -1 }, 'pauseMs'],
    ['a time for profiles that is none', chat, { profileTimeoutMs: Number.NaN }, 'profileTimeoutMs'],
    ['a batch of nobody', chat, { batchSize: 0 }, 'batchSize'],
    ['a memory of nobody', chat, { maxKnownUserIds: 1.5 }, 'maxKnownUserIds'],
    ['lists of nobody', chat, { maxRecipients: 0 }, 'maxRecipients'],
    ['an unknown hook', chat, { hooks: { registered: () => {} } }, 'hooks.registered'],
    ['a hook that is none', chat, { hooks: { register: 'yes' } }, 'hooks.register'],
    ['half a clock', chat, { clock: { now: systemClock.now } }, 'clock'],
  ])('%s is refused', (_title, given, options, field) => {
    expect(() => ensureUsers(given as Chat, options as never)).toThrow(
      expect.objectContaining({ code: 'misconfigured', field }),
    );
  });
});
