import {
  type ChangeOptions,
  type Chat,
  ChatError,
  type MessageRef,
  type NotRecalledMessage,
  type Problem,
  type RecalledMessage,
  type RecallReceipt,
  type Warning,
} from '@polychat/core';
import { atField, createProblem, invalidField, keyOfRef, withCauseOf } from '@polychat/core/combine';
import { problemOfThrown, statusOf } from './part-fault.ts';

/** What became of one message, without its place. */
export type RecallEnd =
  | { readonly status: 'accepted'; readonly message: RecalledMessage }
  | { readonly status: 'failed' | 'unconfirmed'; readonly message: NotRecalledMessage };

/** What became of each message, by `keyOfRef`, and what was said besides. */
export interface RecallEnds {
  readonly ends: ReadonlyMap<string, RecallEnd>;
  readonly warnings: readonly Warning[];
}

/**
 * The chat that speaks for the app of a message: of several, the first. Throws a `ChatError` with code `invalid_message`
 * where none does.
 */
export function chatOfRef(chats: readonly Chat[], ref: MessageRef, field: string, name: string): Chat {
  const chat = chats.find(({ apps }) =>
    apps.some(({ vendor, app }) => vendor === ref.vendor && app === ref.app),
  );
  if (chat) return chat;
  const words = `no chat in "${name}" speaks for ${ref.vendor}, app ${ref.app}`;
  throw new ChatError(invalidField(`${field}.app`, words));
}

/** A chat must name every message. One that it left out may have been taken back. */
const leftOut = createProblem({
  code: 'bad_reply',
  effect: 'unknown',
  transient: false,
  message: 'the chat did not say what became of this message',
});

/**
 * Takes messages back through the chats that they are at, all at once, and says of each exactly once what became of it.
 * Where all are at one chat, what it throws before it does anything is thrown.
 */
export async function recallThrough(
  refs: readonly MessageRef[],
  chatOf: (ref: MessageRef, index: number) => Chat,
  fieldAt: (index: number) => string,
  options: ChangeOptions | undefined,
): Promise<RecallEnds> {
  const lists = new Map<Chat, { readonly refs: MessageRef[]; readonly places: number[] }>();
  for (const [index, ref] of refs.entries()) {
    const chat = chatOf(ref, index);
    const list = lists.get(chat);
    if (list) {
      list.refs.push(ref);
      list.places.push(index);
    } else lists.set(chat, { refs: [ref], places: [index] });
  }
  const ends = new Map<string, RecallEnd>();
  const warnings: Warning[] = [];
  await Promise.all(
    [...lists].map(async ([chat, { refs: own, places }]) => {
      const { receipt, thrown } = await recallAt(chat, own, options);
      if (!receipt) {
        const problem = placed(problemOfThrown(thrown), places, fieldAt);
        if (lists.size === 1 && statusOf(problem) === 'failed' && ChatError.is(thrown)) {
          const { cause } = thrown;
          throw new ChatError(problem, cause === undefined ? {} : { cause });
        }
        for (const ref of own) {
          ends.set(keyOfRef(ref), { status: statusOf(problem), message: { ref, via: chat.name, problem } });
        }
        return;
      }
      warnings.push(...receipt.warnings);
      const named = endsIn(receipt);
      for (const ref of own) {
        const key = keyOfRef(ref);
        const end = named.get(key);
        if (!end)
          ends.set(key, { status: 'unconfirmed', message: { ref, via: chat.name, problem: leftOut } });
        else if (end.status === 'accepted') ends.set(key, end);
        else {
          const problem = placed(end.message.problem, places, fieldAt);
          ends.set(key, { ...end, message: { ...end.message, problem } });
        }
      }
    }),
  );
  return { ends, warnings };
}

/** A receipt of these messages, in the order in which they were given, each once. */
export function recallReceiptOf(refs: readonly MessageRef[], { ends, warnings }: RecallEnds): RecallReceipt {
  const accepted: RecalledMessage[] = [];
  const failed: NotRecalledMessage[] = [];
  const unconfirmed: NotRecalledMessage[] = [];
  for (const key of new Set(refs.map(keyOfRef))) {
    const end = ends.get(key);
    if (end?.status === 'accepted') accepted.push(end.message);
    else if (end) (end.status === 'failed' ? failed : unconfirmed).push(end.message);
  }
  return { accepted, failed, unconfirmed, warnings };
}

async function recallAt(
  chat: Chat,
  refs: readonly MessageRef[],
  options: ChangeOptions | undefined,
): Promise<{ readonly receipt?: RecallReceipt; readonly thrown?: unknown }> {
  try {
    const receipt = readRecallReceipt(await chat.recall(refs, options));
    return receipt ? { receipt } : { receipt: { accepted: [], failed: [], unconfirmed: [], warnings: [] } };
  } catch (thrown) {
    return { thrown, receipt: ChatError.is(thrown) ? readRecallReceipt(thrown.recallReceipt) : undefined };
  }
}

/** A receipt whose lists can be read; undefined for anything else. */
function readRecallReceipt(value: unknown): RecallReceipt | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const receipt = value as RecallReceipt;
  const lists = [receipt.accepted, receipt.failed, receipt.unconfirmed, receipt.warnings];
  return lists.every(Array.isArray) ? receipt : undefined;
}

function endsIn({ accepted, failed, unconfirmed }: RecallReceipt): ReadonlyMap<string, RecallEnd> {
  const ends = new Map<string, RecallEnd>();
  for (const message of failed) ends.set(keyOfRef(message.ref), { status: 'failed', message });
  for (const message of unconfirmed) ends.set(keyOfRef(message.ref), { status: 'unconfirmed', message });
  for (const message of accepted) ends.set(keyOfRef(message.ref), { status: 'accepted', message });
  return ends;
}

const placeOfRef = /^refs\[(\d+)\](\..+)?$/;

/** A chat counts in its own list; a problem that names a place there names the place in the caller's instead. */
function placed(problem: Problem, places: readonly number[], fieldAt: (index: number) => string): Problem {
  const found = problem.field === undefined ? null : placeOfRef.exec(problem.field);
  const place = found ? places[Number(found[1])] : undefined;
  if (!found || place === undefined) return problem;
  return withCauseOf(problem, atField(problem, fieldAt(place) + (found[2] ?? '')));
}
