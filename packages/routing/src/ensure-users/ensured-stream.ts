import type { BulkSend, MessageWithoutRecipients, RecipientOutcome, SendOptions } from '@polychat/core';
import { aborted } from '@polychat/core/combine';
import { CombinedStream, type CombinedStreamOptions, type Position } from '../combined-stream.ts';
import { Lane } from '../lane.ts';
import { type EnsureContext, isUnbegun } from './ensured-list.ts';
import type { Registration } from './registrar.ts';
import { type Refused, type Repeats, refusalOf, repair } from './repair.ts';
import { SendTime } from './send-time.ts';

/** A message on its way to users who are made known to the vendor. */
export interface EnsuredStreamOptions extends CombinedStreamOptions {
  readonly context: EnsureContext;
  readonly message: MessageWithoutRecipients;
  readonly options: SendOptions | undefined;
}

/** Somebody who is on their way. */
interface Traveller extends Position {
  /** The moment, between registrations, at which their message went out last. */
  since: number;
  readonly repeats: Repeats;
  /** What the vendor said before the repeat. */
  refusal?: RecipientOutcome;
}

/** The first attempt, a repeat after one refusal, and one more after a refusal of the other kind. */
const mostAttempts = 3;
/** So many batches are registered at the same time before the stream waits. */
const mostRegistrations = 4;
/** How many ids may wait for their attempt. */
const bufferSize = 1_000;

/**
 * Pulls recipients, and hands those who are known on at once. The others wait for the registration of their batch, while
 * the stream goes on. Whom the vendor refused as unknown goes into another stream at the same chat, once registered.
 * Who is pulled while the same id is on its way is a duplicate.
 */
export class EnsuredStream extends CombinedStream {
  readonly #options: EnsuredStreamOptions;
  readonly #travellers = new Map<string, Traveller>();
  /** One for each attempt. */
  readonly #lanes: (Lane | undefined)[] = [];
  /**
   * The registrations on which each attempt waits. Each attempt has its own number of them: one that waits for those of
   * a later attempt can always go on, since the last waits for none.
   */
  readonly #registrations = Array.from({ length: mostAttempts }, () => new Set<Promise<void>>());
  #isSenderTried = false;

  constructor(options: EnsuredStreamOptions) {
    super(options);
    this.#options = options;
  }

  protected get lanes(): Iterable<Lane> {
    return this.#lanes.filter((lane) => lane !== undefined);
  }

  protected async hand(positions: readonly Position[]): Promise<void> {
    const { settings, known } = this.#options.context;
    const travellers: Traveller[] = [];
    for (const { userId, index } of positions) {
      const isDuplicate = this.#travellers.has(userId);
      this.onPulled(isDuplicate);
      if (isDuplicate) continue;
      const traveller: Traveller = { userId, index, since: 0, repeats: new Set() };
      this.#travellers.set(userId, traveller);
      travellers.push(traveller);
    }
    if (!settings.ahead) return this.#boardAll(travellers, 0);
    const unknown = travellers.filter(({ userId }) => userId !== '' && !known.has(userId));
    const sender = this.#unknownSender;
    if (unknown.length === 0 && sender === undefined) return this.#boardAll(travellers, 0);
    // Without a sender nobody's message could go; else those who are known need not wait for the others.
    const waiting = sender === undefined ? unknown : travellers;
    await this.#spaceFor(0);
    this.#run(0, () => this.#registerAhead(waiting, unknown, sender));
    if (sender !== undefined) return;
    const isWaiting = new Set(unknown);
    await this.#boardAll(
      travellers.filter((one) => !isWaiting.has(one)),
      0,
    );
  }

  protected override async finish(): Promise<void> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const registrations = this.#registrations[attempt];
      while (registrations && registrations.size > 0) await Promise.all(registrations);
      const lane = this.#lanes[attempt];
      lane?.end();
      await lane?.done;
    }
  }

  /** The sender, where nobody has tried to register them in this stream. */
  get #unknownSender(): string | undefined {
    const { message, context } = this.#options;
    const { from } = message;
    return typeof from === 'string' && !this.#isSenderTried && !context.known.has(from) ? from : undefined;
  }

  get #registration(): Omit<Registration, 'reason'> {
    const { options, context } = this.#options;
    const { clock, registerMs } = context.settings;
    // Each call of a stream has the deadline to itself.
    return { options, time: new SendTime(clock, registerMs, undefined), signal: this.cancelled };
  }

  async #spaceFor(attempt: number): Promise<void> {
    const registrations = this.#registrations[attempt];
    while (registrations && registrations.size >= mostRegistrations) await Promise.race(registrations);
  }

  /** Never rejects, as what it runs never does. */
  #run(attempt: number, act: () => Promise<void>): void {
    const run = act().finally(() => this.#registrations[attempt]?.delete(run));
    this.#registrations[attempt]?.add(run);
  }

  async #registerAhead(
    travellers: readonly Traveller[],
    unknown: readonly Traveller[],
    sender: string | undefined,
  ): Promise<void> {
    const { registrar } = this.#options.context;
    const userIds = new Set(sender === undefined ? [] : [sender]);
    for (const { userId } of unknown) userIds.add(userId);
    const failures = await registrar.register([...userIds], { ...this.#registration, reason: 'first_use' });
    const ofSender = sender === undefined ? undefined : failures.get(sender);
    if (sender !== undefined && !ofSender?.isOfProfile) this.#isSenderTried = true;
    const sendable: Traveller[] = [];
    for (const traveller of travellers) {
      const failure = ofSender?.isOfProfile ? ofSender : failures.get(traveller.userId);
      if (!failure?.isOfProfile) sendable.push(traveller);
      else await this.#end(traveller, this.#failed(traveller, failure.problem));
    }
    await this.#boardAll(sendable, 0);
  }

  async #boardAll(travellers: readonly Traveller[], attempt: number): Promise<void> {
    if (travellers.length === 0) return;
    const lane = this.#laneOf(attempt);
    const since = this.#options.context.known.moment;
    for (const traveller of travellers) {
      traveller.since = since;
      const { userId, index } = traveller;
      const refused = lane.hasSpace ? lane.addNow(userId, index) : await lane.add(userId, index);
      if (refused) await this.#arrive(attempt, [refused]);
    }
  }

  #laneOf(attempt: number): Lane {
    const known = this.#lanes[attempt];
    if (known) return known;
    const { chat } = this.#options.context;
    const lane = new Lane({
      chat,
      bufferSize,
      open: (source) => this.#open(source),
      put: (outcomes) => this.#arrive(attempt, outcomes),
      stop: this.stopped,
    });
    this.#lanes[attempt] = lane;
    return lane;
  }

  #open(source: AsyncIterable<string>): BulkSend {
    const { context, message, options } = this.#options;
    return context.chat.sendBulk(message, source, { ...options, signal: this.cancelled });
  }

  /** Outcomes of an attempt. */
  async #arrive(attempt: number, outcomes: readonly RecipientOutcome[]): Promise<void> {
    const { context, message } = this.#options;
    const ends: RecipientOutcome[] = [];
    const refused: Refused[] = [];
    let isSenderSeen = false;
    for (const outcome of outcomes) {
      const traveller = this.#travellers.get(outcome.userId);
      if (!traveller) continue;
      if (outcome.status === 'accepted') {
        context.known.seen(outcome.userId);
        isSenderSeen = true;
      }
      const refusal =
        this.stopped.aborted || attempt + 1 >= mostAttempts
          ? undefined
          : refusalOf(outcome, traveller.repeats, message.from);
      if (refusal) {
        traveller.refusal = outcome;
        refused.push(refusal);
        continue;
      }
      this.#travellers.delete(outcome.userId);
      ends.push(traveller.refusal && isUnbegun(outcome) ? traveller.refusal : outcome);
    }
    if (isSenderSeen && typeof message.from === 'string') context.known.seen(message.from);
    if (refused.length > 0) {
      await this.#spaceFor(attempt + 1);
      this.#run(attempt + 1, () => this.#repeat(refused, attempt + 1));
    }
    await this.put(ends);
  }

  async #repeat(refused: readonly Refused[], attempt: number): Promise<void> {
    const { context, message } = this.#options;
    const { settings, known, registrar } = context;
    const { from } = message;
    const registration = this.#registration;
    const since = Math.min(...refused.map(({ outcome }) => this.#travellers.get(outcome.userId)?.since ?? 0));
    const { again, given } = await repair(refused, from, since, known, registrar, registration);
    for (const outcome of given) await this.#endAs(outcome);
    if (again.length === 0) return;
    if (!(await registration.time.pause(settings.pauseMs, this.stopped))) {
      for (const outcome of again) await this.#endAs(outcome);
      return;
    }
    await this.#boardAll(
      again.flatMap(({ userId }) => this.#travellers.get(userId) ?? []),
      attempt,
    );
  }

  async #endAs(outcome: RecipientOutcome): Promise<void> {
    const traveller = this.#travellers.get(outcome.userId);
    if (traveller) await this.#end(traveller, outcome);
  }

  async #end({ userId }: Traveller, outcome: RecipientOutcome): Promise<void> {
    this.#travellers.delete(userId);
    await this.put([outcome]);
  }

  #failed({ userId, index }: Traveller, problem = aborted('not_sent')): RecipientOutcome {
    return { userId, index, status: 'failed', via: this.#options.via, problem };
  }
}
