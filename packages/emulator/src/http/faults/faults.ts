import { InvalidInput, parseInput } from '../../invalid-input.ts';
import { type Vendor, vendors } from '../../vendor.ts';
import type { EventHub } from '../../world/events.ts';
import type { Fault, RecipientFault } from './fault.ts';
import type { FaultRule } from './fault-rule.ts';
import { faultRuleSchema } from './fault-schema.ts';

/** So many endpoints a message names. */
const mostNamed = 10;

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
  readonly #endpointsOf: (vendor: Vendor) => readonly string[];

  /** @param endpointsOf the endpoints that a vendor's service has, as its calls are named */
  constructor(events: EventHub, endpointsOf: (vendor: Vendor) => readonly string[]) {
    this.#events = events;
    this.#endpointsOf = endpointsOf;
  }

  /** @throws TypeError that names each member of the rule that is wrong */
  add(rule: FaultRule): WaitingFault {
    const checked = parseInput(faultRuleSchema, rule, 'fail');
    this.#refuseUnknownEndpoint(checked);
    this.#lastId += 1;
    const waiting = { id: this.#lastId, rule: checked, remaining: checked.times ?? 1 };
    this.#waiting.push(waiting);
    this.#events.emit('faults', undefined);
    return waiting;
  }

  /** A fault at an endpoint that does not exist would wait for ever, and a test would pass that should not. */
  #refuseUnknownEndpoint({ vendor, endpoint }: FaultRule): void {
    if (endpoint === undefined) return;
    const served = (vendor === undefined ? vendors : [vendor]).flatMap((each) => this.#endpointsOf(each));
    if (served.some((each) => matches(endpoint, each))) return;
    const others = served.length - mostNamed;
    const named = served.slice(0, mostNamed).join(', ') + (others > 0 ? ` and ${others} more` : '');
    throw new InvalidInput('fail', [{ field: 'endpoint', message: `must be one that is served: ${named}` }]);
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
