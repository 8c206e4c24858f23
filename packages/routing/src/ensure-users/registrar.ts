import type { Chat, Problem, RegisteredUser, SendOptions, UserProfile } from '@polychat/core';
import { ChatError } from '@polychat/core';
import { aborted, atField, deadlinePassed, withCauseOf } from '@polychat/core/combine';
import { problemOfThrown } from '../part-fault.ts';
import { atPlaceInInput, positionIn } from '../place-in-input.ts';
import { type ListReceipt, namesNobody, readListReceipt } from '../read-receipt.ts';
import { tell } from '../tell.ts';
import type { CompleteEnsureUsersOptions, RegisterEvent } from './ensure-users-options.ts';
import type { KnownUsers } from './known-users.ts';
import { type FoundProfile, findProfiles } from './profiles.ts';
import type { SendTime } from './send-time.ts';

/** Why a user was not registered. */
export interface NotRegistered {
  readonly problem: Problem;
  /** Whether it is the fault of `profileOf`. */
  readonly isOfProfile: boolean;
}

/** What a registration is for. */
export interface Registration {
  readonly reason: RegisterEvent['reason'];
  readonly options: SendOptions | undefined;
  readonly time: SendTime;
  readonly signal: AbortSignal | undefined;
  /** Those who are registered without a profile, so that nothing of one is changed. */
  readonly byIdAlone?: ReadonlySet<string>;
}

type Failures = ReadonlyMap<string, NotRegistered>;

/** Registers users, those whom several sends ask for at once only once. */
export class Registrar {
  readonly #chat: Chat;
  readonly #known: KnownUsers;
  readonly #settings: CompleteEnsureUsersOptions;
  /** Those who are being registered, with what becomes of their batch. */
  readonly #underWay = new Map<string, Promise<Failures>>();

  constructor(chat: Chat, known: KnownUsers, settings: CompleteEnsureUsersOptions) {
    this.#chat = chat;
    this.#known = known;
    this.#settings = settings;
  }

  /** Registers these, and says who could not be. Never rejects. */
  async register(userIds: readonly string[], registration: Registration): Promise<Failures> {
    const failures = new Map<string, NotRegistered>();
    const others: string[] = [];
    const batches = new Set<Promise<Failures>>();
    const own: string[] = [];
    for (const userId of userIds) {
      const batch = this.#underWay.get(userId);
      if (batch) {
        others.push(userId);
        batches.add(batch);
      } else own.push(userId);
    }
    const started = this.#start(own, registration);
    for (const batch of started) for (const [userId, failure] of await batch) failures.set(userId, failure);
    if (others.length === 0) return failures;
    const ended = await registration.time.within(Promise.all(batches), registration.signal);
    const again: string[] = [];
    for (const userId of others) {
      const failure = ended?.map((batch) => batch.get(userId)).find((one) => one !== undefined);
      if (!failure) continue;
      if (isOfOtherSend(failure)) again.push(userId);
      else failures.set(userId, failure);
    }
    if (again.length === 0) return failures;
    for (const batch of this.#start(again, registration)) {
      for (const [userId, failure] of await batch) failures.set(userId, failure);
    }
    return failures;
  }

  /** Starts batches of users; each is looked up after the one before. */
  #start(userIds: readonly string[], registration: Registration): readonly Promise<Failures>[] {
    const { batchSize } = this.#settings;
    const batches: Promise<Failures>[] = [];
    let before: Promise<unknown> = Promise.resolve();
    for (let first = 0; first < userIds.length; first += batchSize) {
      const own = userIds.slice(first, first + batchSize);
      const profiles = before.then(() => this.#profilesOf(own, registration));
      before = profiles;
      const batch = profiles
        .then((found) => this.#registerBatch(own, found, registration))
        .finally(() => {
          for (const userId of own) if (this.#underWay.get(userId) === batch) this.#underWay.delete(userId);
        });
      for (const userId of own) this.#underWay.set(userId, batch);
      batches.push(batch);
    }
    return batches;
  }

  async #profilesOf(
    userIds: readonly string[],
    { byIdAlone, signal, time }: Registration,
  ): Promise<readonly (FoundProfile | undefined)[]> {
    if (signal?.aborted) return userIds.map(() => ({ problem: aborted('not_sent') }));
    if (time.isOver) return userIds.map(() => ({ problem: deadlinePassed }));
    const asked = byIdAlone ? userIds.filter((userId) => !byIdAlone.has(userId)) : userIds;
    const found = asked.length > 0 ? await findProfiles(asked, this.#settings, signal) : [];
    if (asked.length === userIds.length) return found;
    let next = 0;
    return userIds.map((userId) => (byIdAlone?.has(userId) ? { user: { userId } } : found[next++]));
  }

  async #registerBatch(
    userIds: readonly string[],
    found: readonly (FoundProfile | undefined)[],
    registration: Registration,
  ): Promise<Failures> {
    const failures = new Map<string, NotRegistered>();
    let users: UserProfile[] = [];
    for (const [at, userId] of userIds.entries()) {
      const { user, problem } = found[at] ?? {};
      if (user) users.push(user);
      else if (problem) failures.set(userId, { problem, isOfProfile: isOurFault(problem) });
    }
    while (users.length > 0) {
      const { receipt, problem } = await this.#call(users, registration);
      const at = problem && !receipt ? positionIn(problem) : undefined;
      const refused = at === undefined ? undefined : users[at];
      if (!problem || receipt || !refused) {
        this.#note(users, receipt, problem, failures, registration);
        break;
      }
      // One that is no profile at all fails alone, and is not in the way of the others.
      failures.set(refused.userId, refusalOf(problem));
      users = users.filter((user) => user !== refused);
    }
    return failures;
  }

  async #call(users: readonly UserProfile[], { options, time, signal }: Registration) {
    try {
      const answer: unknown = await this.#chat.registerUsers(users, time.optionsOf(options, signal));
      return { receipt: readListReceipt<RegisteredUser>(answer) ?? namesNobody };
    } catch (error) {
      const receipt = ChatError.is(error) ? readListReceipt<RegisteredUser>(error.receipt) : undefined;
      return { receipt, problem: problemOfThrown(error) };
    }
  }

  /** Remembers who is registered, and why the others are not. */
  #note(
    users: readonly UserProfile[],
    receipt: ListReceipt<RegisteredUser> | undefined,
    thrown: Problem | undefined,
    failures: Map<string, NotRegistered>,
    { reason, options }: Registration,
  ): void {
    const accepted = new Set(receipt?.accepted.map(({ userId }) => userId));
    this.#known.registered(accepted);
    const problems = new Map<string, Problem>();
    for (const { userId, problem } of [...(receipt?.failed ?? []), ...(receipt?.unconfirmed ?? [])]) {
      problems.set(userId, problem);
    }
    let first: Problem | undefined;
    for (const { userId } of users) {
      if (accepted.has(userId)) continue;
      const problem = problems.get(userId) ?? thrown;
      if (!problem) continue;
      first ??= problem;
      failures.set(userId, { problem, isOfProfile: false });
    }
    const { correlationId } = options ?? {};
    tell(this.#settings.hooks, 'register', {
      chat: this.#chat.name,
      reason,
      accepted: accepted.size,
      failed: users.length - accepted.size,
      ...(first && { problem: first }),
      ...(correlationId === undefined ? {} : { correlationId }),
    });
  }
}

/** The other send was cancelled, or its time was over: that is not about this one. */
function isOfOtherSend({ problem, isOfProfile }: NotRegistered): boolean {
  return !isOfProfile && (problem.code === 'aborted' || problem.code === 'timeout');
}

/** That time is over, or a signal aborted, is nobody's fault. */
function isOurFault(problem: Problem): boolean {
  return problem.field?.startsWith('profileOf') === true;
}

/** A profile that keeps no rule is the fault of who made it; an id that keeps none is not. */
function refusalOf(problem: Problem): NotRegistered {
  const isOfProfile = !/\.userId$/.test(problem.field ?? '');
  if (!isOfProfile) return { problem, isOfProfile };
  const member = atPlaceInInput(problem, 'profileOf');
  return { problem: withCauseOf(problem, atField(member, member.field ?? 'profileOf')), isOfProfile };
}
