import type { Fault } from '../../http/faults/fault.ts';
import type { FaultRule } from '../../http/faults/fault-rule.ts';
import type { WaitingFault } from '../../http/faults/faults.ts';
import { forEachVendor, type Vendor } from '../../vendor.ts';
import type { FaultName } from '../vendor-page.ts';
import { vendorOrder, vendorPages } from '../vendors.ts';

/** Which calls a switch speaks of. Empty members mean any. */
export interface FaultScope {
  readonly vendor: Vendor | '';
  readonly endpoint: string;
  readonly recipient: string;
  readonly times: number;
}

/** One thing that can go wrong, as a switch. */
export interface FaultSwitch {
  readonly id: string;
  readonly group: 'network' | 'reply' | 'vendor';
  readonly title: string;
  readonly text: string;
  /** The same fault at all vendors, or each vendor's own. */
  readonly fault: Fault | Readonly<Record<Vendor, Fault>>;
  /** Only for one named recipient. */
  readonly needsRecipient?: true;
}

/**
 * A code of each vendor for the same thing, and a text that lists them.
 * @param more what the text says after the codes
 */
function codes(name: FaultName, more = ''): Pick<FaultSwitch, 'group' | 'text' | 'fault'> {
  const list = vendorOrder.map((vendor) => {
    const { shortName, faultCodes } = vendorPages[vendor];
    return `${shortName} ${faultCodes[name]}`;
  });
  return {
    group: 'vendor',
    text: `${list.join(', ')}${more}.`,
    fault: forEachVendor((vendor) => ({ kind: 'code', code: vendorPages[vendor].faultCodes[name] })),
  };
}

export const faultSwitches: readonly FaultSwitch[] = [
  {
    id: 'silence-before',
    group: 'network',
    title: 'Silence, nothing done',
    text: 'No answer ever comes, and the message was not taken.',
    fault: { kind: 'silence', when: 'before' },
  },
  {
    id: 'silence-after',
    group: 'network',
    title: 'Silence, but done',
    text: 'The message is delivered, and no answer ever comes.',
    fault: { kind: 'silence', when: 'after' },
  },
  {
    id: 'reset-before',
    group: 'network',
    title: 'Connection reset',
    text: 'The connection breaks before anything was done.',
    fault: { kind: 'reset', when: 'before' },
  },
  {
    id: 'reset-after',
    group: 'network',
    title: 'Reset, but done',
    text: 'The message is delivered, and then the connection breaks.',
    fault: { kind: 'reset', when: 'after' },
  },
  {
    id: 'delay',
    group: 'network',
    title: 'Slow by 5 seconds',
    text: 'The right answer, late.',
    fault: { kind: 'delay', milliseconds: 5000 },
  },
  {
    id: 'html',
    group: 'reply',
    title: '502 from a proxy',
    text: 'A page of HTML in place of the vendor’s reply.',
    fault: { kind: 'html', status: 502 },
  },
  {
    id: 'truncated',
    group: 'reply',
    title: 'Truncated JSON',
    text: 'Done, but the reply ends half way.',
    fault: { kind: 'truncated' },
  },
  {
    id: 'stalled',
    group: 'reply',
    title: 'Stalled reply',
    text: 'Done; half of the reply comes, and then nothing more.',
    fault: { kind: 'stalled' },
  },
  {
    id: 'shuffle',
    group: 'reply',
    title: 'Lists out of order',
    text: 'Every list of the reply is turned round.',
    fault: { kind: 'shuffle' },
  },
  {
    id: 'omit',
    group: 'reply',
    title: 'Recipient left out',
    text: 'The recipient is served, but the reply does not name them.',
    fault: { kind: 'omit' },
    needsRecipient: true,
  },
  ...vendorOrder.flatMap((vendor) =>
    vendorPages[vendor].ownFaults.map((own) => ({ ...own, group: 'vendor' as const })),
  ),
  {
    id: 'too-fast',
    title: 'Too fast',
    ...codes('tooFast'),
  },
  {
    id: 'internal',
    title: 'Vendor’s own fault',
    ...codes('internal', ': nobody knows whether it was done'),
  },
  {
    id: 'signature',
    title: 'Signature expired',
    ...codes('signatureExpired'),
  },
  {
    id: 'moderated',
    title: 'Content refused',
    ...codes('contentRefused'),
  },
  {
    id: 'blocked',
    title: 'Recipient blocked the sender',
    ...codes('blocked'),
    needsRecipient: true,
  },
  {
    id: 'unknown-recipient',
    title: 'Recipient unknown',
    ...codes('recipientUnknown', ': no such account'),
    needsRecipient: true,
  },
];

/** The rules that a switch stands for in this scope; none where the scope does not fit it. */
export function rulesOf({ fault, needsRecipient }: FaultSwitch, scope: FaultScope): FaultRule[] {
  if (needsRecipient === true && scope.recipient === '') return [];
  if (isShared(fault)) return [ruleFor(fault, scope)];
  const wanted = scope.vendor === '' ? vendorOrder : [scope.vendor];
  return wanted.map((vendor) => ruleFor(fault[vendor], { ...scope, vendor }));
}

/** One rule for a fault that is typed in. */
export function ruleFor(fault: Fault, scope: FaultScope): FaultRule {
  return {
    ...(scope.vendor === '' ? {} : { vendor: scope.vendor }),
    ...(scope.endpoint === '' ? {} : { endpoint: scope.endpoint }),
    ...(scope.recipient === '' ? {} : { recipient: scope.recipient }),
    ...(scope.times === 1 ? {} : { times: scope.times }),
    fault,
  };
}

/** The waiting faults that a switch put there, whatever is left of them. Empty when it is off. */
export function waitingFor(
  faultSwitch: FaultSwitch,
  scope: FaultScope,
  waiting: readonly WaitingFault[],
): WaitingFault[] {
  const wanted = rulesOf(faultSwitch, scope).map(keyOf);
  return waiting.filter(({ rule }) => wanted.includes(keyOf(rule)));
}

function isShared(fault: FaultSwitch['fault']): fault is Fault {
  return 'kind' in fault;
}

/** A fault in words, such as `Silence, but done`. */
export function describeFault(fault: Fault): string {
  const known = faultSwitches.find(
    (candidate) => isShared(candidate.fault) && membersOf(candidate.fault) === membersOf(fault),
  );
  if (known !== undefined) return known.title;
  switch (fault.kind) {
    case 'code': {
      const { code, when } = fault;
      const meaning = faultSwitches.find((candidate) => codesOf(candidate).includes(code))?.title;
      const words = meaning === undefined ? `Code ${code}` : `${meaning} (${code})`;
      return when === 'after' ? `${words}, but done` : words;
    }
    case 'delay':
      return `Slow by ${fault.milliseconds} ms`;
    case 'html':
      return `HTML with status ${fault.status ?? 502}`;
    case 'omit':
    case 'shuffle':
    case 'drop':
      return fault.kind;
    default:
      return `${fault.kind}, ${fault.when ?? 'by default'}`;
  }
}

/** What a rule says but for how often, in one text. */
function keyOf({ vendor, endpoint, recipient, fault }: FaultRule): string {
  return JSON.stringify([vendor ?? '', endpoint ?? '', recipient ?? '', membersOf(fault)]);
}

function codesOf({ fault }: FaultSwitch): number[] {
  if (isShared(fault)) return [];
  return Object.values(fault).flatMap((each) => (each.kind === 'code' ? [each.code] : []));
}

/** A fault's members, in whatever order they stand. */
function membersOf(fault: Fault): string {
  return JSON.stringify(Object.entries(fault).sort(([one], [other]) => (one < other ? -1 : 1)));
}
