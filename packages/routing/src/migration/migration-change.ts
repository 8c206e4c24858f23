import type {
  ChangeOptions,
  Chat,
  CopyNotReached,
  EditReceipt,
  MessageEdit,
  MessageRef,
  RecallReceipt,
} from '@polychat/core';
import {
  checkEdit,
  checkRef,
  checkRefs,
  createProblem,
  keyOfRef,
  recalledOrThrow,
} from '@polychat/core/combine';
import { answerInTime } from '../answer-in-time.ts';
import { problemOfThrown, statusOf } from '../part-fault.ts';
import {
  chatOfRef,
  type RecallEnd,
  type RecallEnds,
  recallReceiptOf,
  recallThrough,
} from '../recall-parts.ts';
import type { CopyRefs, FoundCopy } from './copy-refs.ts';
import { inEnvelope } from './envelope.ts';
import type { MigrationContext } from './migration-list.ts';

/** What changing both copies needs. */
export interface ChangeContext extends Pick<MigrationContext, 'settings' | 'planner' | 'otherSide'> {
  readonly copyRefs: CopyRefs;
}

/** Takes messages back at both vendors, as far as their other copies are known; `partial` names those that are left. */
export async function recallTwice(
  context: ChangeContext,
  given: MessageRef | readonly MessageRef[],
  options: ChangeOptions | undefined,
): Promise<RecallReceipt> {
  const { settings } = context;
  const { refs, fieldAt } = checkRefs(given, settings.maxRecipients);
  const chats = [settings.from, settings.to];
  for (const [index, ref] of refs.entries()) chatOfRef(chats, ref, fieldAt(index), settings.name);
  const found = await findCopies(context, refs);
  const others = refs.flatMap((ref, place) => {
    const other = otherOf(found, ref);
    return other ? [{ ref: other.ref, place }] : [];
  });
  const all = [...refs, ...others.map(({ ref }) => ref)];
  // What is wrong with a copy is said of the message that was given.
  const fieldOf = (index: number) => fieldAt(others[index - refs.length]?.place ?? index);
  const chatOf = (ref: MessageRef, index: number) => chatOfRef(chats, ref, fieldOf(index), settings.name);
  const both = await recallThrough(all, chatOf, fieldOf, options);
  const ends = new Map<string, RecallEnd>();
  for (const ref of refs) {
    const key = keyOfRef(ref);
    const own = both.ends.get(key);
    if (own) ends.set(key, joined(context, ref, own, found, both));
  }
  return recalledOrThrow(recallReceiptOf(refs, { ends, warnings: both.warnings }), options?.signal);
}

/** A message is gone where one copy is: what is left is said in `partial`. Else it stands as the worse known copy does. */
function joined(
  context: ChangeContext,
  ref: MessageRef,
  own: RecallEnd,
  found: ReadonlyMap<string, FoundCopy>,
  { ends }: RecallEnds,
): RecallEnd {
  const other = otherOf(found, ref);
  const otherEnd = other && ends.get(keyOfRef(other.ref));
  if (!otherEnd) {
    const lack = own.status === 'accepted' ? lackOf(context, ref, found.get(keyOfRef(ref))) : undefined;
    return own.status === 'accepted' && lack
      ? { status: 'accepted', message: { ...own.message, partial: [lack] } }
      : own;
  }
  if (own.status === 'accepted') {
    return otherEnd.status === 'accepted'
      ? own
      : { status: 'accepted', message: { ...own.message, partial: [otherEnd.message] } };
  }
  if (otherEnd.status === 'accepted') {
    return { status: 'accepted', message: { ...otherEnd.message, ref, partial: [own.message] } };
  }
  return own.status === 'unconfirmed' || otherEnd.status === 'failed'
    ? own
    : { status: 'unconfirmed', message: { ...otherEnd.message, ref } };
}

/** Changes a message at both vendors, as far as its other copy is known; `partial` names the one that is as before. */
export async function editTwice(
  context: ChangeContext,
  givenRef: MessageRef,
  givenEdit: MessageEdit,
  options: ChangeOptions | undefined,
): Promise<EditReceipt> {
  const { settings } = context;
  const ref = checkRef(givenRef);
  const edit = checkEdit(givenEdit);
  const chats = [settings.from, settings.to];
  const chat = chatOfRef(chats, ref, 'ref', settings.name);
  const found = await findCopies(context, [ref]);
  const other = otherOf(found, ref);
  const own = withEnvelope(edit, other?.envelopeId);
  if (!other) {
    const receipt = await chat.edit(ref, own, options);
    const lack = lackOf(context, ref, found.get(keyOfRef(ref)));
    return lack ? { ...receipt, partial: [...(receipt.partial ?? []), lack] } : receipt;
  }
  const otherChat = chatOfRef(chats, other.ref, 'ref', settings.name);
  const [one, another] = await Promise.allSettled([
    editAt(chat, ref, own, options),
    editAt(otherChat, other.ref, own, options),
  ]);
  if (one.status === 'fulfilled' && another.status === 'fulfilled') {
    return { ...one.value, warnings: [...one.value.warnings, ...another.value.warnings] };
  }
  if (one.status === 'fulfilled' && another.status === 'rejected') {
    return { ...one.value, partial: [notReached(other.ref, otherChat, another.reason)] };
  }
  if (one.status === 'rejected' && another.status === 'fulfilled') {
    return { ...another.value, ref, partial: [notReached(ref, chat, one.reason)] };
  }
  // Unclear at one is unclear in all: a later edit may then come before this one.
  const reasons = [one, another].flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  throw reasons.find((reason) => statusOf(problemOfThrown(reason)) === 'unconfirmed') ?? reasons[0];
}

async function editAt(chat: Chat, ref: MessageRef, edit: MessageEdit, options: ChangeOptions | undefined) {
  return chat.edit(ref, edit, options);
}

function notReached(ref: MessageRef, { name }: Chat, reason: unknown): CopyNotReached {
  return { ref, via: name, problem: problemOfThrown(reason) };
}

/** The metadata of both copies stay in their envelope. */
function withEnvelope(edit: MessageEdit, envelopeId: string | undefined): MessageEdit {
  if (edit.metadata === undefined || envelopeId === undefined) return edit;
  const { metadata } = inEnvelope({ content: nothing, metadata: edit.metadata }, envelopeId);
  return { ...edit, metadata };
}

const nothing = { type: 'text', text: '' } as const;

/** Copies that are on their way come first, as far as that takes no longer than a question to the store may. */
async function findCopies(
  { settings, otherSide, copyRefs }: ChangeContext,
  refs: readonly MessageRef[],
): Promise<ReadonlyMap<string, FoundCopy>> {
  if (otherSide.waiting > 0) {
    await answerInTime(() => otherSide.idle(), settings.claimTimeoutMs, settings.clock);
  }
  const keys = new Map(refs.map((ref) => [keyOfRef(ref), ref]));
  const apps = [...settings.from.apps, ...settings.to.apps];
  const find = async (ref: MessageRef): Promise<FoundCopy> => {
    const found = await copyRefs.find(ref);
    if (found.status !== 'known') return found;
    const { vendor, app } = found.copy.ref;
    // A day ago the migration may have gone to another app, which nobody here speaks for.
    return apps.some((each) => each.vendor === vendor && each.app === app) ? found : { status: 'none' };
  };
  return new Map(await Promise.all([...keys].map(async ([key, ref]) => [key, await find(ref)] as const)));
}

function otherOf(found: ReadonlyMap<string, FoundCopy>, ref: MessageRef) {
  const known = found.get(keyOfRef(ref));
  return known?.status === 'known' ? known.copy : undefined;
}

/** What is said where no other copy is known, though there may be one. */
function lackOf(
  { settings, planner }: ChangeContext,
  ref: MessageRef,
  found: FoundCopy | undefined,
): CopyNotReached | undefined {
  const mayHaveCopy = planner.possibleStages().some((stage) => planner.isTwice(stage));
  if (!mayHaveCopy) return undefined;
  const isOfFrom = settings.from.apps.some(({ vendor, app }) => vendor === ref.vendor && app === ref.app);
  const via = (isOfFrom ? settings.to : settings.from).name;
  return { via, problem: found?.status === 'store_failed' ? storeFailed : noCopyKnown };
}

const noCopyKnown = createProblem({
  code: 'not_found',
  effect: 'not_sent',
  transient: false,
  message: 'no copy of this message is known here; if there is one, it is as it was',
});

const storeFailed = createProblem({
  code: 'network',
  effect: 'not_sent',
  transient: true,
  message: 'claims: the store failed, so a copy of this message, if there is one, is as it was',
  field: 'claims',
});
