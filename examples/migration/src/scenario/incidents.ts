import type { Emulator, Fault, FaultRule, Vendor } from '@polychat/emulator';

/** Something that goes wrong at a vendor while one message is sent. */
export interface Incident {
  readonly vendor: Vendor;
  readonly title: string;
  /** How often it goes wrong. */
  readonly times: number;
  readonly fault: Fault;
  /** Whether it concerns the message's first recipient alone, or its whole call. */
  readonly isOfOneRecipient: boolean;
}

/** The call that carries a message to several users. */
const sendCommands: Readonly<Record<Vendor, string>> = { tencentIm: 'batchsendmsg', zim: 'SendPeerMessage' };
const tooFastCodes: Readonly<Record<Vendor, number>> = { tencentIm: 60007, zim: 660300005 };
const contentCodes: Readonly<Record<Vendor, number>> = { tencentIm: 80001, zim: 660500005 };

/** All that can go wrong at a vendor here. */
export function incidentsAt(vendor: Vendor): readonly Incident[] {
  const tooFast = { kind: 'code', code: tooFastCodes[vendor] } as const;
  const refused = { kind: 'code', code: contentCodes[vendor] } as const;
  const wholeCall = (title: string, fault: Fault, times = 1): Incident => ({
    vendor,
    title,
    times,
    fault,
    isOfOneRecipient: false,
  });
  return [
    wholeCall('delivered, and no answer', { kind: 'silence', when: 'after' }),
    wholeCall('not delivered, and no answer', { kind: 'silence', when: 'before' }),
    wholeCall('delivered, and the connection breaks', { kind: 'reset', when: 'after' }),
    wholeCall('delivered, and half an answer', { kind: 'truncated' }),
    wholeCall('not delivered, and a page of HTML', { kind: 'html' }),
    wholeCall('too fast, once', tooFast),
    wholeCall('too fast, three times', tooFast, 3),
    { vendor, title: 'content refused for one', times: 1, fault: refused, isOfOneRecipient: true },
  ];
}

/** Lets it go wrong for the next call. The function returned ends that, and says whether a call has met it. */
export function plant(incident: Incident, emulator: Emulator, recipient: string): () => boolean {
  const { vendor, times, fault } = incident;
  const rule: FaultRule = { vendor, endpoint: sendCommands[vendor], times, fault };
  const { id } = emulator.fail(incident.isOfOneRecipient ? { ...rule, recipient } : rule);
  return () => {
    const remaining = emulator.faults.find((waiting) => waiting.id === id)?.remaining ?? 0;
    emulator.cancelFault(id);
    return remaining < times;
  };
}
