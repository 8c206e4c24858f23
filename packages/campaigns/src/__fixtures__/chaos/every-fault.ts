import type { Fault, Vendor } from '@polychat/emulator';

/** What may strike a call, and what may strike one recipient of it. */
interface Faults {
  readonly ofCalls: readonly Fault[];
  readonly ofRecipients: readonly Fault[];
}

const moments = ['before', 'after'] as const;
/** What a proxy answers in front of a vendor, which knows nothing of what became of the call. */
const proxyStatuses = [200, 404, 502, 503, 504];

/**
 * Codes of each vendor. `unclear` can stand for a fault inside the vendor, so that the message may have gone; `refusals`
 * say that nothing was done, so they strike before the call alone: a vendor that lies is no fault that can be found.
 */
const codes = {
  zim: { unclear: [660000001, 660900004], refusals: [660300005, 660000002], ofRecipients: [660700012] },
  tencentIm: { unclear: [60008, 90994], refusals: [60018, 90001], ofRecipients: [90012] },
} as const;

/** Longer than a chat waits in these runs. */
export const longestDelayMs = 1_500;

/** Every fault of the emulator, at every moment at which it can strike. */
export function everyFault(vendor: Vendor): Faults {
  const { unclear, refusals, ofRecipients } = codes[vendor];
  return {
    ofCalls: [
      ...moments.flatMap((when): Fault[] => [
        { kind: 'silence', when },
        { kind: 'delay', milliseconds: 60, when },
        { kind: 'delay', milliseconds: longestDelayMs, when },
        { kind: 'reset', when },
        { kind: 'truncated', when },
        { kind: 'stalled', when },
        ...proxyStatuses.map((status): Fault => ({ kind: 'html', status, when })),
        ...unclear.map((code): Fault => ({ kind: 'code', code, when })),
      ]),
      ...refusals.map((code): Fault => ({ kind: 'code', code, when: 'before' })),
      { kind: 'html', status: 429, when: 'before' },
      { kind: 'shuffle' },
    ],
    ofRecipients: [
      { kind: 'omit' },
      ...[...ofRecipients, ...unclear, ...refusals].map((code): Fault => ({ kind: 'code', code })),
    ],
  };
}

/** Which kind of fault it is, and when it strikes. */
export function kindOf(fault: Fault): string {
  return 'when' in fault ? `${fault.kind} ${fault.when}` : fault.kind;
}

/** A fault in a few words. */
export function nameOf(fault: Fault): string {
  const { status, code } = fault as { readonly status?: number; readonly code?: number };
  return [kindOf(fault), status ?? code].filter((word) => word !== undefined).join(' ');
}

/** Strikes whichever call comes next: the emulator takes a code for one recipient as an answer about them alone. */
export function strikesAnybody(fault: Fault): boolean {
  return fault.kind === 'code' && 'when' in fault;
}
