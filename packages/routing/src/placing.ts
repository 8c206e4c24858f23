import type { Chat, Clock, Problem } from '@polychat/core';
import {
  aborted,
  createProblem,
  deadlinePassed,
  onAbort,
  rememberCause,
  safeCause,
} from '@polychat/core/combine';
import type { ConversationKind } from './conversation.ts';
import { listed } from './listed.ts';
import { PlacementCache } from './placement-cache.ts';
import type { SendDeadline } from './send-deadline.ts';

/** What a look-up answers for one recipient: the name of a chat, or nothing where there is none for them. */
export type PickedName = string | null | undefined;

/** Chooses the chat for one recipient, by its name; from what you know, or by asking a directory. */
export type PickOne = (userId: string) => PickedName | Promise<PickedName>;

/** Chooses the chat for a group or a room, by its name. */
export type PickGroup = (id: string, kind: ConversationKind) => PickedName | Promise<PickedName>;

/** The same as `PickOne` for many at once: an answer for each, in their order. Never called with more than `pickBatchSize`. */
export interface PickMany {
  pickMany(userIds: readonly string[]): readonly PickedName[] | Promise<readonly PickedName[]>;
}

/** A recipient's chat, or why there is none. */
export type Placement =
  | { readonly chat: Chat; readonly problem?: undefined }
  | { readonly chat?: undefined; readonly problem: Problem };

/** What a `Placer` needs. */
export interface PlacerOptions {
  /** What is placed: recipients by the option `pick`, or groups and rooms by `pickGroup`. */
  readonly words: PlacerWords;
  readonly pick: PickOne | PickMany;
  readonly parts: ReadonlyMap<string, Chat>;
  readonly pickTimeoutMs: number;
  readonly pickBatchSize: number;
  readonly cache?: { readonly maxUserIds: number; readonly timeToLiveMs: number };
  readonly clock: Clock;
}

/** Finds the chat of each recipient, whatever the look-up does: throw, hang or answer nonsense. */
export class Placer {
  readonly #pick: PickOne | PickMany;
  readonly #options: PlacerOptions;
  readonly #cache: PlacementCache | undefined;
  /** One for each chat: most recipients share it. */
  readonly #placements = new Map<string, Placement>();
  readonly #known: string;
  readonly #problems: ReturnType<typeof problemsOf>;

  constructor(options: PlacerOptions) {
    const { pick, parts, cache, clock, words } = options;
    this.#pick = pick;
    this.#options = options;
    this.#cache = cache && new PlacementCache(cache, clock);
    for (const [name, chat] of parts) this.#placements.set(name, { chat });
    this.#known = listed([...parts.keys()]);
    this.#problems = problemsOf(words, options.pickTimeoutMs);
  }

  /** Places everybody, so many at a time; who has no place when the time of the send is over has none. Never throws. */
  async place(
    userIds: readonly string[],
    chats: ReadonlyMap<string, Chat>,
    signal?: AbortSignal,
    time?: SendDeadline,
  ): Promise<readonly Placement[]> {
    const { pickBatchSize, parts } = this.#options;
    const isAny = chats === parts;
    const placements: Placement[] = [];
    for (let first = 0; first < userIds.length; first += pickBatchSize) {
      const batch = userIds.length <= pickBatchSize ? userIds : userIds.slice(first, first + pickBatchSize);
      // Nobody waits for the answers any more, so nobody is asked.
      const answers = time?.isOver ? batch.map(() => late) : this.#ask(batch);
      const placed = answers.every(isPlacement) ? answers : await this.#wait(batch, answers, signal, time);
      for (const placement of placed) placements.push(isAny ? placement : this.#among(chats, placement));
    }
    return placements;
  }

  /** Places those whom the look-up answers at once; undefined for the others. */
  placeNow(userIds: readonly string[]): readonly (Placement | undefined)[] {
    const { pickBatchSize } = this.#options;
    const placements: (Placement | undefined)[] = [];
    for (let first = 0; first < userIds.length; first += pickBatchSize) {
      for (const answer of this.#ask(userIds.slice(first, first + pickBatchSize))) {
        if (!isPlacement(answer)) answer.catch(() => {});
        placements.push(isPlacement(answer) ? answer : undefined);
      }
    }
    return placements;
  }

  /** What the look-up says of each, now or later. */
  #ask(userIds: readonly string[]): (Placement | Promise<Placement>)[] {
    const pick = this.#pick;
    if (typeof pick === 'function') {
      return userIds.map((userId) => this.#cached(userId) ?? this.#answer(userId, pick, userId));
    }
    const cached = userIds.map((userId) => this.#cached(userId));
    const asked = userIds.filter((_userId, at) => cached[at] === undefined);
    if (asked.length === 0) return cached as Placement[];
    const list = listOf(() => pick.pickMany(asked), asked.length);
    const answerAt = (place: number) =>
      list instanceof Promise ? list.then((names) => names[place]) : list()[place];
    let next = 0;
    return userIds.map((userId, at) => {
      const known = cached[at];
      if (known) return known;
      const place = next;
      next += 1;
      return this.#answer(userId, answerAt, place);
    });
  }

  #cached(userId: string): Placement | undefined {
    const chat = this.#cache?.get(userId);
    return chat && { chat };
  }

  /** Without a closure for each recipient, of whom there are millions. */
  #answer<Asked>(
    userId: string,
    ask: (asked: Asked) => unknown,
    asked: Asked,
  ): Placement | Promise<Placement> {
    try {
      const answer = ask(asked);
      if (typeof answer !== 'object' || answer === null) return this.#read(userId, answer);
      return Promise.resolve(answer).then(
        (name) => this.#read(userId, name),
        (error) => this.#thrown(error),
      );
    } catch (error) {
      return this.#thrown(error);
    }
  }

  #read(userId: string, name: unknown): Placement {
    if (name === undefined || name === null) return this.#problems.nowhere;
    const placement = typeof name === 'string' ? this.#placements.get(name) : undefined;
    if (placement?.chat) this.#cache?.set(userId, placement.chat);
    return placement ?? { problem: this.#unknownName(name) };
  }

  #unknownName(name: unknown): Problem {
    const what = typeof name !== 'string' ? `a value of type ${typeof name}` : quoted(name);
    const words = `returned ${what}, which is no chat; it must return one of ${this.#known}`;
    return pickProblem(this.#options.words.option, 'misconfigured', words);
  }

  #thrown(error: unknown): Placement {
    const { badList, failed } = this.#problems;
    if (error === notAList) return badList;
    return { problem: rememberCause(failed(), safeCause(error)) };
  }

  /** Waits for answers, not for longer than allowed; who has none then is not placed. */
  async #wait(
    userIds: readonly string[],
    answers: readonly (Placement | Promise<Placement>)[],
    signal: AbortSignal | undefined,
    time: SendDeadline | undefined,
  ): Promise<readonly Placement[]> {
    const { clock, pickTimeoutMs } = this.#options;
    const leftMs = time?.leftMs ?? Number.POSITIVE_INFINITY;
    const { nowhere, timedOut } = this.#problems;
    const [waitMs, tooLate] = leftMs < pickTimeoutMs ? [leftMs, late] : [pickTimeoutMs, timedOut];
    const { promise: isOver, resolve: giveUp } = Promise.withResolvers<Placement>();
    const cancel = clock.schedule(() => giveUp(tooLate), waitMs);
    const abort = () => giveUp(cancelled);
    if (signal?.aborted) abort();
    const forgetSignal = onAbort(signal, abort);
    try {
      return await Promise.all(userIds.map((_userId, at) => Promise.race([answers[at] ?? nowhere, isOver])));
    } finally {
      cancel();
      forgetSignal();
    }
  }

  #among(chats: ReadonlyMap<string, Chat>, placement: Placement): Placement {
    if (!placement.chat || chats.has(placement.chat.name)) return placement;
    return this.#problems.notChosen;
  }
}

function isPlacement(answer: Placement | Promise<Placement>): answer is Placement {
  return !(answer instanceof Promise);
}

/** The answers for a batch, when they are asked for. Throws, or rejects, where they are no list with one for each. */
function listOf(ask: () => unknown, count: number): (() => readonly unknown[]) | Promise<readonly unknown[]> {
  const check = (list: unknown): readonly unknown[] => {
    if (Array.isArray(list) && list.length === count) return list;
    throw notAList;
  };
  try {
    const list = ask();
    if (typeof (list as { then?: unknown } | undefined)?.then === 'function') {
      const checked = Promise.resolve(list).then(check);
      checked.catch(() => {});
      return checked;
    }
    return () => check(list);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** How the problems of a placer are worded. */
interface PlacerWords {
  /** The option that looks up; the field of its problems. */
  readonly option: 'pick' | 'pickGroup';
  /** One of what is placed. */
  readonly noun: 'recipient' | 'group' | 'room';
  /** The code of what has no chat. */
  readonly nowhere: 'recipient_not_found' | 'not_found';
}

function pickProblem(
  option: PlacerWords['option'],
  code: 'misconfigured' | 'timeout' | 'network' | PlacerWords['nowhere'],
  words: string,
) {
  const transient = code === 'timeout' || code === 'network';
  return createProblem({
    code,
    effect: 'not_sent',
    transient,
    message: `${option}: ${words}`,
    field: option,
  });
}

/** Shared by all who have them. */
function problemsOf({ option, noun, nowhere }: PlacerWords, pickTimeoutMs: number) {
  const placement = (code: Parameters<typeof pickProblem>[1], words: string): Placement => ({
    problem: pickProblem(option, code, words),
  });
  return {
    timedOut: placement('timeout', `did not answer within ${pickTimeoutMs} ms`),
    badList: placement('misconfigured', 'pickMany must return a list with an answer for each'),
    nowhere: placement(nowhere, `there is no chat for this ${noun}`),
    notChosen: placement('misconfigured', 'chose a chat that the option via does not name'),
    /** A new one each time, since each may have a cause of its own. */
    failed: () => pickProblem(option, 'network', 'failed, so nothing was sent'),
  };
}

/** What a name looks like: whatever else comes back may be anything, and is not repeated. */
const nameLike = /^[\w.:-]{1,64}$/;

function quoted(name: string): string {
  return nameLike.test(name) ? JSON.stringify(name) : 'a string that is no name';
}

/** Marks an answer that is no list; its own problem says so. */
const notAList = new Error('pick: pickMany must return a list with an answer for each');

const late: Placement = { problem: deadlinePassed };
const cancelled: Placement = { problem: aborted('not_sent') };
