import type { PartlyTaken } from '../read-receipt.ts';
import { tell } from '../tell.ts';
import { type Copies, type CopyRecipient, idsOf, longestId, mostInWrite } from './copies.ts';
import type { CopyOutcome } from './copy-writer.ts';
import type { CompleteMigrationOptions } from './migration-options.ts';
import type { MismatchExample, OutcomeCode } from './migration-report.ts';
import type { MissingBuffer, MissingCopies } from './missing-copies.ts';
import type { ReportBook } from './report-book.ts';

type Reason = MissingCopies['reason'];

/** Counts what became of copies, compares it with what the authority said, and reports who has none. */
export class CopyRecords {
  readonly #settings: CompleteMigrationOptions;
  readonly #book: ReportBook;
  readonly #missing: MissingBuffer;

  constructor(settings: CompleteMigrationOptions, book: ReportBook, missing: MissingBuffer) {
    this.#settings = settings;
    this.#book = book;
    this.#missing = missing;
  }

  /** What the chat said of these copies, after so many milliseconds. */
  written(copies: Copies, outcomes: readonly CopyOutcome[], durationMs: number): void {
    const { sent, stage, recipients } = copies;
    const counts = this.#book.other(stage, sent.operation);
    const authorities = new Map(recipients.map(({ userId, authority }) => [userId, authority]));
    const totals = { accepted: 0, failed: 0, unconfirmed: 0 };
    const mismatches = new Map<string, { authority: OutcomeCode; other: OutcomeCode; count: number }>();
    const absent = new Map<string, CopyOutcome[]>();
    for (const outcome of outcomes) {
      const { userId, status, problem } = outcome;
      const authority = authorities.get(userId) ?? 'accepted';
      const other = problem?.code ?? 'accepted';
      totals[status] += 1;
      counts.add({ status, code: other });
      counts.compare(authority, other, () => this.#exampleOf(copies, userId));
      if (authority !== other) {
        const known = mismatches.get(`${authority} ${other}`);
        if (known) known.count += 1;
        else mismatches.set(`${authority} ${other}`, { authority, other, count: 1 });
      }
      if (status === 'accepted') continue;
      const alike = absent.get(`${status} ${other}`);
      if (alike) alike.push(outcome);
      else absent.set(`${status} ${other}`, [outcome]);
    }
    if (!this.#settings.rehearse) {
      counts.took(durationMs, outcomes.length);
      for (const alike of absent.values()) this.#reportOutcomes(copies, alike);
    }
    this.#tellWrite(copies, totals, durationMs, [...mismatches.values()]);
  }

  /** These get no copy. */
  notWritten(copies: Copies, reason: Reason): void {
    const { sent, stage, recipients } = copies;
    this.#book.other(stage, sent.operation).notWritten += recipients.length;
    if (!this.#settings.rehearse) this.#report(copies, recipients, 'not_written', reason);
  }

  /** These had their copy from an earlier send with the same key. */
  alreadyWritten({ sent, stage }: Copies, count: number): void {
    this.#book.other(stage, sent.operation).alreadyWritten += count;
  }

  #reportOutcomes(copies: Copies, outcomes: readonly CopyOutcome[]): void {
    const [first] = outcomes;
    if (!first?.problem) return;
    if (first.partly) {
      this.#reportPartly(copies, first.partly);
      return;
    }
    const recipients = outcomes.map(({ userId }) => ({ userId }));
    const status = first.status === 'failed' ? 'failed' : 'unconfirmed';
    this.#report(copies, recipients, status, first.problem.code);
  }

  /** What a broadcast lacks is reported by what is known of it: what is certainly not there can be written without harm. */
  #reportPartly(copies: Copies, partly: PartlyTaken): void {
    for (const status of ['failed', 'unconfirmed'] as const) {
      const [first] = partly[status];
      if (!first) continue;
      const missingAt = partly[status].map(({ via }) => via);
      this.#report(copies, copies.recipients, status, first.problem.code, missingAt);
    }
  }

  #report(
    { sent, stage, side }: Copies,
    recipients: readonly Pick<CopyRecipient, 'userId'>[],
    status: MissingCopies['status'],
    reason: Reason,
    missingAt?: readonly string[],
  ): void {
    const { clock, hooks } = this.#settings;
    for (let first = 0; first < recipients.length; first += mostInWrite) {
      const userIds = recipients.slice(first, first + mostInWrite).map(({ userId }) => userId);
      const missing: MissingCopies = {
        operation: sent.operation,
        side,
        via: this.#settings[side].name,
        stage,
        status,
        reason,
        userIds: Object.freeze(sent.operation === 'direct' ? userIds : []),
        ...(missingAt === undefined ? {} : { missingAt: Object.freeze(missingAt) }),
        ...idsOf(sent),
        ...(sent.envelopeId === undefined ? {} : { envelopeId: sent.envelopeId }),
        at: clock.now(),
      };
      this.#missing.add(missing);
      tell(hooks, 'missing', missing);
    }
  }

  #exampleOf({ sent }: Copies, userId: string): MismatchExample {
    if (sent.operation !== 'direct') return idsOf(sent);
    return { userId: userId.slice(0, longestId), ...idsOf(sent) };
  }

  #tellWrite(
    { sent, side, stage }: Copies,
    totals: { readonly accepted: number; readonly failed: number; readonly unconfirmed: number },
    durationMs: number,
    mismatches: readonly { authority: OutcomeCode; other: OutcomeCode; count: number }[],
  ): void {
    const { name, rehearse, hooks } = this.#settings;
    const { sendId, correlationId } = idsOf(sent);
    tell(hooks, 'write', {
      chat: name,
      via: this.#settings[side].name,
      side,
      stage,
      operation: sent.operation,
      isRehearsal: rehearse,
      ...totals,
      durationMs,
      mismatches,
      sendId,
      ...(correlationId === undefined ? {} : { correlationId }),
    });
  }
}
