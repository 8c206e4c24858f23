import * as z from 'zod';
import type { EventHub } from './events.ts';
import { type Vendor, vendors } from './vendor.ts';

/** `before`: the call has no effect. `after`: it has its full effect, and only then the fault strikes. */
const when = z.enum(['before', 'after']).optional();

/** What can go wrong. Plain data, so that code, the control API and the page say it alike. */
const faultSchema = z.discriminatedUnion('kind', [
  /** No answer, ever; the connection stays open. `when` is `before` unless said otherwise. */
  z.strictObject({ kind: z.literal('silence'), when }),
  /** The answer comes late by `milliseconds`. With `after`, the effect is there at once. `before` by default. */
  z.strictObject({ kind: z.literal('delay'), milliseconds: z.number().min(0), when }),
  /** The connection is reset without an answer. `before` by default. */
  z.strictObject({ kind: z.literal('reset'), when }),
  /** The reply's JSON ends half way. `after` by default, as for all kinds below that speak of the reply. */
  z.strictObject({ kind: z.literal('truncated'), when }),
  /** Half of the reply comes, and then nothing more on an open connection. */
  z.strictObject({ kind: z.literal('stalled'), when }),
  /** A page of HTML in place of the reply; status 502 unless given, `before` by default. */
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599).optional(), when }),
  /** The vendor's envelope with this code; for one recipient where the fault names one. `before` by default. */
  z.strictObject({ kind: z.literal('code'), code: z.int(), text: z.string().optional(), when }),
  /** The named recipient was served, but the reply leaves them out. */
  z.strictObject({ kind: z.literal('omit') }),
  /** Every list of the reply is turned round. */
  z.strictObject({ kind: z.literal('shuffle') }),
]);

export type Fault = z.infer<typeof faultSchema>;

/** A fault that concerns one recipient of a call and not the call as a whole. */
export type RecipientFault = Extract<Fault, { kind: 'code' | 'omit' }>;

/** Which calls a fault hits. Members left out match everything. */
export const faultRuleSchema = z
  .strictObject({
    vendor: z.enum(vendors as [Vendor, ...Vendor[]]).optional(),
    /** ZIM's Action, Tencent's path or its last part, such as `sendmsg`. */
    endpoint: z.string().min(1).optional(),
    /** Calls that name this user. */
    recipient: z.string().min(1).optional(),
    /** The next how many calls; 1 when absent. */
    times: z.int().min(1).optional(),
    fault: faultSchema,
  })
  .refine((rule) => rule.fault.kind !== 'omit' || rule.recipient !== undefined, {
    path: ['recipient'],
    error: 'omit needs to know which recipient the reply leaves out',
  })
  .refine(
    (rule) => rule.recipient === undefined || rule.fault.kind !== 'code' || rule.fault.when !== 'after',
    {
      path: ['fault', 'when'],
      error: 'a recipient who fails with a code gets nothing; only a whole call can fail after its effect',
    },
  );

export type FaultRule = z.infer<typeof faultRuleSchema>;

/** A fault that waits for its calls. */
export interface WaitingFault {
  readonly id: number;
  readonly rule: FaultRule;
  /** How many calls it will still hit. */
  readonly remaining: number;
}

/** What strikes one call. */
export interface StruckFaults {
  /** For the call as a whole. */
  readonly call: Fault | undefined;
  readonly recipients: ReadonlyMap<string, RecipientFault>;
  readonly all: readonly Fault[];
}

/** The faults that wait. The oldest one that fits a call strikes first, so what happens is always the same. */
export class FaultQueue {
  #waiting: { id: number; rule: FaultRule; remaining: number }[] = [];
  #lastId = 0;
  readonly #events: EventHub;

  constructor(events: EventHub) {
    this.#events = events;
  }

  /** @throws ZodError when the rule is not a valid one */
  add(rule: FaultRule): WaitingFault {
    const checked = faultRuleSchema.parse(rule);
    this.#lastId += 1;
    const waiting = { id: this.#lastId, rule: checked, remaining: checked.times ?? 1 };
    this.#waiting.push(waiting);
    this.#events.emit('faults', undefined);
    return waiting;
  }

  /** True when there was such a fault. */
  remove(id: number): boolean {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((waiting) => waiting.id !== id);
    if (this.#waiting.length === before) return false;
    this.#events.emit('faults', undefined);
    return true;
  }

  clear(): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = [];
    this.#events.emit('faults', undefined);
  }

  /** Those that wait, oldest first, as copies. */
  all(): WaitingFault[] {
    return this.#waiting.map((waiting) => ({ ...waiting }));
  }

  /**
   * Takes what strikes this call: at most one fault for the call as a whole, and at most one per recipient.
   *
   * @param recipientsOf called at most once, and only when some fault waits for a recipient
   */
  take(vendor: Vendor, endpoint: string, recipientsOf: () => readonly string[]): StruckFaults | undefined {
    if (this.#waiting.length === 0) return undefined;
    let call: Fault | undefined;
    let named: ReadonlySet<string> | undefined;
    const recipients = new Map<string, RecipientFault>();
    const all: Fault[] = [];
    for (const waiting of this.#waiting) {
      const { rule } = waiting;
      if (rule.vendor !== undefined && rule.vendor !== vendor) continue;
      if (rule.endpoint !== undefined && !matches(rule.endpoint, endpoint)) continue;
      if (rule.recipient !== undefined) {
        named ??= new Set(recipientsOf());
        if (!named.has(rule.recipient)) continue;
      }
      const { fault } = rule;
      if (rule.recipient !== undefined && (fault.kind === 'code' || fault.kind === 'omit')) {
        if (recipients.has(rule.recipient)) continue;
        recipients.set(rule.recipient, fault);
      } else {
        if (call !== undefined) continue;
        call = fault;
      }
      all.push(fault);
      waiting.remaining -= 1;
    }
    if (all.length === 0) return undefined;
    this.#waiting = this.#waiting.filter((waiting) => waiting.remaining > 0);
    this.#events.emit('faults', undefined);
    return { call, recipients, all };
  }
}

function matches(wanted: string, endpoint: string): boolean {
  return endpoint === wanted || endpoint.endsWith(`/${wanted}`);
}
