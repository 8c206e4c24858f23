import type { JsonObject } from '../vendor.ts';
import type { ZimApp } from './app.ts';

/** A user that one action could not serve. */
export interface UserFailure {
  readonly UserId: string;
  readonly SubCode: number;
  readonly SubMessage?: string;
}

/** A list as a reply has it: whether an empty one is `[]`, null or left out is not documented. */
export function listMember(app: ZimApp, name: string, items: readonly unknown[]): JsonObject {
  if (items.length > 0) return { [name]: items };
  switch (app.options.readings.emptyList) {
    case 'empty':
      return { [name]: [] };
    case 'null':
      return { [name]: null };
    case 'absent':
      return {};
  }
}

/**
 * The reply's `Code` for a batch: 0 while one item succeeded. Which code stands for all having failed is
 * not documented: the one they share, else the one for mixed reasons.
 */
export function batchCode(app: ZimApp, failures: readonly { SubCode: number }[], total: number): number {
  const first = failures[0];
  if (first === undefined || failures.length < total) return 0;
  return failures.every((failure) => failure.SubCode === first.SubCode)
    ? first.SubCode
    : app.options.readings.mixedFailureCode;
}

/** `MsgSeq` of a message that has none is called "empty" in the documents; both readings must be tolerated. */
export function sequenceMember(app: ZimApp, sequence: number | undefined): JsonObject {
  if (sequence !== undefined) return { MsgSeq: sequence };
  return app.options.readings.missingSequence === 'null' ? { MsgSeq: null } : {};
}
