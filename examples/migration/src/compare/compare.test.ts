import { describe, expect, test } from 'vitest';
import type { Step } from '../scenario/steps.ts';
import { compare } from './compare.ts';
import type { Inboxes, Received } from './inboxes.ts';
import type { Entry } from './ledger.ts';

const twice: Step = { title: 'twice', stage: 'dualwrite', rollout: 1 };
const partly: Step = { title: 'partly', stage: 'dualwrite', rollout: 0.5 };
const once: Step = { title: 'once', stage: 'off', rollout: 1 };

function entry(step: Step, fate: string, more: Partial<Entry> = {}): Entry {
  const [status = '', via = 'tencent-europe'] = fate.split(' at ');
  return {
    post: { id: 'message-1', from: 'ann', to: ['bo'] },
    userId: 'bo',
    step,
    fates: [{ userId: 'bo', status: status as 'accepted', via }],
    missing: [],
    wasWrittenLater: false,
    ...more,
  };
}

/** Bo's inbox: each character is a message, `t` at Tencent IM, `z` at ZIM. */
function inbox(copies: string): Inboxes {
  const messages = [...copies].map((letter): Received => {
    return { vendor: letter === 't' ? 'tencentIm' : 'zim', text: 'message-1', metadata: undefined };
  });
  return new Map([['bo', messages]]);
}

describe('what agrees', () => {
  test.each([
    ['accepted, and copied', entry(twice, 'accepted'), 'tz'],
    ['accepted, and the copy is missing as reported', entry(twice, 'accepted', { missing: ['failed'] }), 't'],
    ['accepted, and the copy may be missing', entry(twice, 'accepted', { missing: ['unconfirmed'] }), 'tz'],
    [
      'accepted, and the copy came later',
      entry(twice, 'accepted', { missing: ['failed'], wasWrittenLater: true }),
      'tz',
    ],
    ['unconfirmed, and there', entry(twice, 'unconfirmed'), 'tz'],
    ['unconfirmed, and not there, but copied', entry(twice, 'unconfirmed'), 'z'],
    ['failed', entry(twice, 'failed'), ''],
    ['accepted, not yet reached', entry(partly, 'accepted'), 't'],
    ['accepted, in one place', entry(once, 'accepted'), 't'],
    ['accepted by the new vendor', entry({ ...twice, stage: 'live' }, 'accepted at zim-asia'), 'zt'],
  ])('%s', (_title, one, copies) => {
    expect(compare([one], inbox(copies)).faults).toEqual([]);
  });
});

describe('what is found', () => {
  test.each([
    [
      'accepted, and not there',
      entry(twice, 'accepted'),
      'z',
      'accepted at tencentIm: 0 in the inbox, not 1',
    ],
    [
      'accepted, and there twice',
      entry(once, 'accepted'),
      'tt',
      'accepted at tencentIm: 2 in the inbox, not 1',
    ],
    ['failed, and there', entry(once, 'failed'), 't', 'failed at tencentIm: 1 in the inbox, not 0'],
    [
      'failed, and copied all the same',
      entry(twice, 'failed'),
      'z',
      'copy at zim, not reported: 1 in the inbox, not 0',
    ],
    [
      'a copy that is missing in silence',
      entry(twice, 'accepted'),
      't',
      'copy at zim, not reported: 0 in the inbox, not 1',
    ],
    [
      'a copy that is there twice',
      entry(twice, 'accepted'),
      'tzz',
      'copy at zim, not reported: 2 in the inbox, not 1',
    ],
    [
      'a copy that is reported and there',
      entry(twice, 'accepted', { missing: ['failed'] }),
      'tz',
      'copy at zim, failed: 1 in the inbox, not 0',
    ],
    [
      'a copy that nobody asked for',
      entry(once, 'accepted'),
      'tz',
      'copy at zim, not reported: 1 in the inbox, not 0',
    ],
    ['nobody is told', entry(once, 'failed', { fates: [] }), '', 'no receipt names them'],
  ])('%s', (_title, one, copies, fault) => {
    expect(compare([one], inbox(copies)).faults).toEqual([`message-1 to bo: ${fault}`]);
  });

  test('a message of two users that goes another way than the one before', () => {
    const other = entry(partly, 'accepted', { post: { id: 'message-2', from: 'ann', to: ['bo'] } });
    const inboxes = inbox('tzt');
    const [, , last] = inboxes.get('bo') ?? [];
    const both = new Map([
      ['bo', [...(inboxes.get('bo') ?? []).slice(0, 2), { ...last, text: 'message-2' } as Received]],
    ]);
    expect(compare([entry(partly, 'accepted'), other], both).faults).toEqual([
      'message-2: partly: ann and bo: tencentIm, and before tencentIm, written twice',
    ]);
  });

  test('an answer by the wrong vendor', () => {
    const live = { ...once, stage: 'live' as const };
    expect(compare([entry(live, 'failed')], inbox('')).faults).toEqual([
      'message-1 to bo: answered by tencentIm in the stage live',
    ]);
  });

  test('a rollout that has reached nobody', () => {
    const entries = Array.from({ length: 60 }, (_, at) =>
      entry(partly, 'unconfirmed', { post: { id: 'message-1', from: `ann-${at}`, to: ['bo'] } }),
    );
    expect(compare(entries, inbox('')).faults).toEqual([
      'partly: the rollout of 0.5 has reached 0.00 of 60 pairs',
    ]);
  });

  test('a message that was sent again another way', () => {
    const fates = ['tencent-asia', 'zim-asia'].map((via) => ({
      userId: 'bo',
      status: 'failed' as const,
      via,
    }));
    expect(compare([entry(once, 'failed', { fates })], inbox('')).faults).toEqual([
      'message-1 to bo: sent again, another way',
    ]);
  });
});
