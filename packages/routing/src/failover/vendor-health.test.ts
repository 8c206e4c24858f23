import { type Problem, type ProblemEffect, problemCodes } from '@polychat/core';
import { createProblem } from '@polychat/core/combine';
import { describe, expect, test } from 'vitest';
import { healthSignOf, isVendorFault } from './vendor-health.ts';

function problemOf(code: Problem['code'], effect: ProblemEffect, transient: boolean): Problem {
  return createProblem({ code, effect, transient, message: 'for a test' });
}

const accepted = { status: 'accepted' } as const;
const failed = (problem: Problem) => ({ status: 'failed', problem }) as const;
const unclear = { status: 'unconfirmed', problem: problemOf('timeout', 'unknown', true) } as const;
const noSuchUser = failed(problemOf('recipient_not_found', 'rejected', false));
const ofOurs = (field: string) =>
  failed(
    createProblem({ code: 'network', effect: 'not_sent', transient: true, message: 'for a test', field }),
  );
const unreached = failed(problemOf('network', 'not_sent', true));

const ofTheVendor = ['vendor_unavailable', 'vendor_error', 'bad_reply', 'network', 'timeout'];

describe('what speaks against the vendor', () => {
  test.each(problemCodes)('%s', (code) => {
    const isFault = ofTheVendor.includes(code);
    expect(isVendorFault(problemOf(code, 'not_sent', true))).toBe(isFault);
    expect(isVendorFault(problemOf(code, 'rejected', true))).toBe(isFault);
    expect(isVendorFault(problemOf(code, 'unknown', true))).toBe(isFault);
    // A lasting refusal is about what was sent.
    expect(isVendorFault(problemOf(code, 'rejected', false))).toBe(false);
  });

  test.each([
    ['an accepted recipient', [accepted], 'good'],
    ['an unclear outcome', [unclear], 'bad'],
    ['a vendor that was not reached', [unreached], 'bad'],
    ['an unknown recipient', [noSuchUser], 'answered'],
    ['an unknown recipient among accepted ones', [noSuchUser, accepted], 'good'],
    ['an unknown recipient among unclear ones', [noSuchUser, unclear], 'bad'],
    ['as many unclear as accepted', [unclear, accepted], 'bad'],
    ['fewer unclear than accepted', [accepted, unclear, accepted], 'good'],
    ['our own pacer', [failed(problemOf('rate_limited', 'not_sent', true))], 'nothing'],
    ['a pacer that failed', [ofOurs('pacer')], 'nothing'],
    ['a journal that failed', [ofOurs('journal')], 'nothing'],
    ['a cancelled send', [failed(problemOf('aborted', 'not_sent', false))], 'nothing'],
    ['an invalid message', [failed(problemOf('invalid_message', 'not_sent', false))], 'nothing'],
    ['nobody', [], 'nothing'],
  ] as const)('%s', (_title, outcomes, sign) => {
    expect(healthSignOf(outcomes)).toBe(sign);
  });
});
