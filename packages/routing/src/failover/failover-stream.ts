import type {
  BulkSend,
  DirectReceipt,
  MessageWithoutRecipients,
  RecipientOutcome,
  SendOptions,
  Warning,
} from '@polychat/core';
import { aborted } from '@polychat/core/combine';
import { CombinedStream, type CombinedStreamOptions, type Position } from '../combined-stream.ts';
import { Lane, warningsOf } from '../lane.ts';
import { type ListPart, sendPart } from '../list-send.ts';
import { fieldInList } from '../place-in-input.ts';
import { type AttemptKind, attemptOptions, recordAttempt } from './attempt.ts';
import type { Member } from './member.ts';
import { joinAttempts, type MovementRules, mayMove } from './movement.ts';
import type { SendTimes } from './send-times.ts';

/** A message on its way to recipients who may go from one chat to the next. */
export interface FailoverStreamOptions extends CombinedStreamOptions {
  readonly message: MessageWithoutRecipients;
  readonly members: readonly Member[];
  readonly options: SendOptions | undefined;
  readonly times: SendTimes | undefined;
  readonly rules: MovementRules;
  readonly onMove: (from: string, to: string, count: number) => void;
}

/** Somebody who is on their way. */
interface Traveller extends Position {
  /** What is known of all attempts so far. */
  state?: RecipientOutcome;
  /** Where they are now. */
  at?: Station;
}

/** A stream at one chat. */
interface Station {
  readonly member: Member;
  readonly kind: AttemptKind;
  readonly position: number;
}

/** So many wait for one chat: few, since whoever waits there may find it left out when their turn comes. */
const bufferSize = 32;

/**
 * Pulls recipients into a stream at the first chat. Who was certainly not delivered to, and may move, goes on into a
 * stream at the next, which makes new batches of them. While a chat is left out, recipients pass it by; the one call
 * that finds out whether it is back goes by itself. Who is pulled while the same id is on its way is a duplicate.
 */
export class FailoverStream extends CombinedStream {
  readonly #options: FailoverStreamOptions;
  readonly #members: readonly Member[];
  readonly #deadlineMs: number | undefined;
  readonly #travellers = new Map<string, Traveller>();
  /** By the position of their chat; the last one is for lack of any better. */
  readonly #stations: (Station | undefined)[] = [];
  readonly #lanes = new Map<Station, Lane>();
  readonly #probes = new Set<Promise<void>>();
  readonly #probeWarnings = new Map<string, Warning>();

  constructor(options: FailoverStreamOptions) {
    super(options);
    this.#options = options;
    const { members, times } = options;
    // Each call has the deadline to itself, so each chat has its part of it; those for whom none is left are skipped.
    const fitting = times ? Math.floor(times.deadlineMs / times.attemptMs) : members.length;
    this.#members = members.slice(0, Math.max(1, fitting));
    this.#deadlineMs = times && Math.max(times.deadlineMs / this.#members.length, times.attemptMs);
  }

  protected get lanes(): Iterable<Lane> {
    return this.#lanes.values();
  }

  override get warnings(): readonly Warning[] {
    return warningsOf(this.lanes, this.#probeWarnings.values());
  }

  protected async hand(positions: readonly Position[]): Promise<void> {
    for (const { userId, index } of positions) {
      const isDuplicate = this.#travellers.has(userId);
      this.onPulled(isDuplicate);
      if (isDuplicate) continue;
      const traveller: Traveller = { userId, index };
      this.#travellers.set(userId, traveller);
      await this.#route(traveller, 0);
    }
  }

  protected override async finish(): Promise<void> {
    for (let position = 0; position <= this.#members.length; position += 1) {
      // A probe at an earlier chat may still send somebody here.
      while (this.#probes.size > 0) await Promise.all(this.#probes);
      const station = this.#stations[position];
      const lane = station && this.#lanes.get(station);
      lane?.end();
      await lane?.done;
    }
  }

  /** Brings somebody to the first chat from this position on that is not left out. */
  async #route(traveller: Traveller, from: number): Promise<void> {
    if (this.stopped.aborted) return this.#end(traveller);
    for (let position = from; position < this.#members.length; position += 1) {
      const member = this.#members[position];
      const admission = member?.breaker.admit();
      if (!member || admission === 'none') continue;
      if (admission === 'all') return this.#board(traveller, this.#stationOf(position, member, 'all'));
      this.#startProbe(traveller, position, member);
      return;
    }
    const [first] = this.#members;
    if (traveller.state || !first) return this.#end(traveller);
    return this.#board(traveller, this.#stationOf(this.#members.length, first, 'last_resort'));
  }

  async #board(traveller: Traveller, station: Station): Promise<void> {
    this.#tellMove(traveller, station.member);
    traveller.at = station;
    const { userId, index } = traveller;
    const lane = this.#laneOf(station);
    const refused = lane.hasSpace ? lane.addNow(userId, index) : await lane.add(userId, index);
    if (refused) await this.#arrive(station, [refused]);
  }

  #tellMove({ state }: Traveller, { chat }: Member): void {
    if (state) this.#options.onMove(state.via, chat.name, 1);
  }

  #stationOf(position: number, member: Member, kind: AttemptKind): Station {
    const known = this.#stations[position];
    if (known) return known;
    const station: Station = { member, kind, position };
    this.#stations[position] = station;
    return station;
  }

  #laneOf(station: Station): Lane {
    const known = this.#lanes.get(station);
    if (known) return known;
    const lane = new Lane({
      chat: station.member.chat,
      bufferSize,
      open: (source) => this.#open(station, source),
      put: (outcomes) => this.#arrive(station, outcomes),
      stop: this.stopped,
    });
    this.#lanes.set(station, lane);
    return lane;
  }

  #open(station: Station, source: AsyncIterable<string>): BulkSend {
    const { message, options } = this.#options;
    const { member, kind } = station;
    const ids = kind === 'all' ? this.#stillAdmitted(station, source) : source;
    return member.chat.sendBulk(message, ids, {
      ...attemptOptions(options, kind, this.#deadlineMs),
      signal: this.cancelled,
    });
  }

  /** Those whose turn comes while the chat is left out pass it by after all. */
  async *#stillAdmitted(station: Station, source: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const userId of source) {
      const traveller = this.#travellers.get(userId);
      if (!traveller || station.member.breaker.isClosed || this.stopped.aborted) yield userId;
      else await this.#route(traveller, station.position + 1);
    }
  }

  #startProbe(traveller: Traveller, position: number, member: Member): void {
    const probe = this.#probe(traveller, position, member).finally(() => this.#probes.delete(probe));
    this.#probes.add(probe);
  }

  /** One call for one recipient, beside the streams. Never rejects. */
  async #probe(traveller: Traveller, position: number, member: Member): Promise<void> {
    const { message, options } = this.#options;
    const { userId, index } = traveller;
    this.#tellMove(traveller, member);
    delete traveller.at;
    const given = { ...attemptOptions(options, 'probe', this.#deadlineMs), signal: this.cancelled };
    const part: ListPart<DirectReceipt['accepted'][number]> = {
      via: member.chat.name,
      userIds: [userId],
      send: () => member.chat.sendDirect({ ...message, to: [userId] }, given),
    };
    const reply = await sendPart({ places: new Map([[userId, index]]), fieldOf: fieldInList }, part);
    recordAttempt(member, 'probe', reply.outcomes);
    for (const warning of reply.warnings) this.#probeWarnings.set(JSON.stringify(warning), warning);
    for (const outcome of reply.outcomes) await this.#decide(traveller, outcome, position);
  }

  /** Outcomes of a stream at one chat. Whoever is somewhere else by now is none of its. */
  async #arrive(station: Station, outcomes: readonly RecipientOutcome[]): Promise<void> {
    const { member, kind, position } = station;
    // Those who passed the chat by are left over at the end of its stream, and say nothing of the vendor.
    const own = outcomes.filter(({ userId }) => this.#travellers.get(userId)?.at === station);
    recordAttempt(member, kind, own);
    const ended: RecipientOutcome[] = [];
    const moving: Traveller[] = [];
    for (const outcome of own) {
      const traveller = this.#travellers.get(outcome.userId);
      if (!traveller) continue;
      const end = this.#join(traveller, outcome, kind === 'last_resort');
      if (end) ended.push(end);
      else moving.push(traveller);
    }
    await this.put(ended);
    for (const traveller of moving) await this.#route(traveller, position + 1);
  }

  async #decide(traveller: Traveller, outcome: RecipientOutcome, position: number): Promise<void> {
    const end = this.#join(traveller, outcome, false);
    if (end) await this.put([end]);
    else await this.#route(traveller, position + 1);
  }

  /** What became of somebody in the end; undefined where they move on. */
  #join(traveller: Traveller, outcome: RecipientOutcome, isLast: boolean): RecipientOutcome | undefined {
    const joined = joinAttempts(traveller.state, outcome);
    traveller.state = joined;
    if (!isLast && !this.stopped.aborted && mayMove(joined, outcome, this.#options.rules)) return undefined;
    this.#travellers.delete(traveller.userId);
    return { ...joined, index: traveller.index };
  }

  async #end(traveller: Traveller): Promise<void> {
    const { userId, index, state } = traveller;
    this.#travellers.delete(userId);
    const { via } = this.#options;
    await this.put([state ?? { userId, index, status: 'failed', via, problem: aborted('not_sent') }]);
  }
}
