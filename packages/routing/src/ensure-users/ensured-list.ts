import type {
  Accepted,
  Chat,
  DirectMessage,
  DirectReceipt,
  RecipientOutcome,
  SendOptions,
  Warning,
} from '@polychat/core';
import { checkRecipients, deadlinePassed, receiptOf, receiptOrThrow } from '@polychat/core/combine';
import { placesIn } from '../check-parts.ts';
import { sendPart } from '../list-send.ts';
import { fieldsOf } from '../place-in-input.ts';
import type { CompleteEnsureUsersOptions } from './ensure-users-options.ts';
import type { KnownUsers } from './known-users.ts';
import type { Registrar, Registration } from './registrar.ts';
import { type Refused, type Repeats, refusalOf, repair } from './repair.ts';
import { SendTime } from './send-time.ts';

/** What sends through `ensureUsers` share. */
export interface EnsureContext {
  readonly chat: Chat;
  readonly settings: CompleteEnsureUsersOptions;
  readonly known: KnownUsers;
  readonly registrar: Registrar;
}

/** A list whose users are made known to the vendor. Throws as `sendDirect` does. */
export async function sendToEnsured(
  context: EnsureContext,
  message: DirectMessage,
  options: SendOptions | undefined,
): Promise<DirectReceipt> {
  const { to, ...fields } = message ?? {};
  const places = placesIn(checkRecipients(to, context.settings.maxRecipients));
  // Nobody reads it, so nothing is sent: what the chat would refuse it refuses before anybody is registered.
  context.chat.deliver(fields, [], options);
  return new EnsuredList(context, fields, to, places, options).send();
}

class EnsuredList {
  readonly #context: EnsureContext;
  readonly #fields: Omit<DirectMessage, 'to'>;
  readonly #to: DirectMessage['to'];
  readonly #places: ReadonlyMap<string, number>;
  readonly #options: SendOptions | undefined;
  readonly #time: SendTime;
  readonly #outcomes = new Map<string, RecipientOutcome>();
  readonly #repeats = new Map<string, Repeats>();
  readonly #warnings = new Map<string, Warning>();

  constructor(
    context: EnsureContext,
    fields: Omit<DirectMessage, 'to'>,
    to: DirectMessage['to'],
    places: ReadonlyMap<string, number>,
    options: SendOptions | undefined,
  ) {
    this.#context = context;
    this.#fields = fields;
    this.#to = to;
    this.#places = places;
    this.#options = options;
    const { clock, registerMs } = context.settings;
    this.#time = new SendTime(clock, registerMs, options?.deadlineMs);
  }

  async send(): Promise<DirectReceipt> {
    const { settings, known } = this.#context;
    let pending: readonly string[] = [...this.#places.keys()];
    if (settings.ahead) pending = await this.#registerAhead(pending);
    for (let isFirst = true; pending.length > 0; isFirst = false) {
      if (this.#time.isOver) {
        this.#fail(pending, deadlinePassed);
        break;
      }
      const since = known.moment;
      const attempt = this.#attempt(pending);
      const refused = await this.#note(pending, attempt);
      // As if nothing were between: what the chat says is the answer.
      if (isFirst && refused.length === 0 && pending.length === this.#places.size) return attempt;
      pending = refused.length === 0 ? [] : await this.#repair(refused, since);
    }
    const receipt = receiptOf<Accepted>([...this.#outcomes.values()], [...this.#warnings.values()]);
    return receiptOrThrow(receipt, this.#options?.signal, 'to');
  }

  /** Registers those who are unknown; returns those to whom the message can be sent. */
  async #registerAhead(userIds: readonly string[]): Promise<readonly string[]> {
    const { known, registrar } = this.#context;
    const { from } = this.#fields;
    const needed = typeof from === 'string' ? [...new Set([from, ...userIds])] : userIds;
    const unknown = needed.filter((userId) => userId !== '' && !known.has(userId));
    if (unknown.length === 0) return userIds;
    const failures = await registrar.register(unknown, { ...this.#registration, reason: 'first_use' });
    const ofSender = typeof from === 'string' ? failures.get(from) : undefined;
    const sendable: string[] = [];
    for (const userId of userIds) {
      const failure = ofSender?.isOfProfile ? ofSender : failures.get(userId);
      if (failure?.isOfProfile) this.#fail([userId], failure.problem);
      else sendable.push(userId);
    }
    return sendable;
  }

  get #registration(): Omit<Registration, 'reason'> {
    return { options: this.#options, time: this.#time, signal: this.#options?.signal };
  }

  #fail(userIds: readonly string[], problem: typeof deadlinePassed): void {
    for (const userId of userIds) {
      // What the vendor has refused already stays so.
      if (this.#outcomes.has(userId)) continue;
      const index = this.#places.get(userId) ?? 0;
      this.#outcomes.set(userId, { userId, index, status: 'failed', via: this.#context.chat.name, problem });
    }
  }

  async #attempt(userIds: readonly string[]): Promise<DirectReceipt> {
    const to = typeof this.#to === 'string' ? this.#to : userIds;
    return this.#context.chat.sendDirect({ ...this.#fields, to }, this.#time.sendOptions(this.#options));
  }

  /** Takes the outcomes of an attempt; returns what may be repeated when somebody is registered. */
  async #note(userIds: readonly string[], attempt: Promise<DirectReceipt>): Promise<readonly Refused[]> {
    const { chat, known } = this.#context;
    const { from } = this.#fields;
    const list = { places: this.#places, fieldOf: fieldsOf(this.#to) };
    const reply = await sendPart<Accepted>(list, { via: chat.name, userIds, send: () => attempt });
    for (const warning of reply.warnings) this.#warnings.set(JSON.stringify(warning), warning);
    const refused: Refused[] = [];
    if (typeof from === 'string' && reply.outcomes.some(({ status }) => status === 'accepted'))
      known.seen(from);
    for (const outcome of reply.outcomes as readonly RecipientOutcome[]) {
      const { userId } = outcome;
      // A repeat that could not begin leaves the refusal as it was.
      if (this.#outcomes.has(userId) && isUnbegun(outcome)) continue;
      this.#outcomes.set(userId, outcome);
      if (outcome.status === 'accepted') {
        known.seen(userId);
        continue;
      }
      const repeats = this.#repeats.get(userId) ?? new Set();
      const refusal = refusalOf(outcome, repeats, from);
      if (!refusal) continue;
      this.#repeats.set(userId, repeats);
      refused.push(refusal);
    }
    return refused;
  }

  /** Registers whom the vendor does not know, and waits a moment. Returns whose message is repeated. */
  async #repair(refused: readonly Refused[], since: number): Promise<readonly string[]> {
    const { settings, known, registrar } = this.#context;
    const { signal } = this.#registration;
    if (signal?.aborted || this.#time.isOver) return [];
    const { from } = this.#fields;
    const { again, given } = await repair(refused, from, since, known, registrar, this.#registration);
    for (const outcome of given) this.#outcomes.set(outcome.userId, outcome);
    if (again.length === 0 || !(await this.#time.pause(settings.pauseMs, signal))) return [];
    return again.map(({ userId }) => userId);
  }
}

/** Whether a repeat was cancelled, or refused by a chat that is closed or out of time, before anything left. */
export function isUnbegun(outcome: RecipientOutcome): boolean {
  if (outcome.status !== 'failed' || outcome.problem.effect !== 'not_sent') return false;
  return ['aborted', 'misconfigured', 'timeout'].includes(outcome.problem.code);
}
