import type { HttpReply, HttpRequest, MessageRef } from '@polychat/core';
import {
  type CallResult,
  type Capabilities,
  type ChatAdapter,
  createCall,
  createProblem,
  type FoundMessage,
  invalidField,
  type ListReply,
  planBatch,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { content } from '../../template/src/content.ts';
import { pigeon } from '../../template/src/pigeon.ts';
import { PigeonDouble, token } from '../../template/src/pigeon-double.ts';
import type { ConformanceSubject } from '../subject.ts';
import type { DoubleFault, InboxMessage } from '../vendor-double.ts';

/** Where a letter is: at a user, or in a flock. */
interface Place {
  readonly user?: string;
  readonly flock?: string;
  readonly id: string;
}

/**
 * Pigeon Post with three endpoints more: `recalls` takes letters back by recipient, or flock, and id, with a code for each, 0, 404 or
 * 409; `edits` changes what is said and what is noted on one letter, and answers 404 where it is not there; `finds` tells what is on one letter, and whether it was taken back, or 404.
 */
class ChangingPigeonDouble extends PigeonDouble {
  protected override answer(request: HttpRequest, fault: DoubleFault | undefined): HttpReply {
    const endpoint = new URL(request.url).pathname.split('/').at(-1) ?? '';
    if (!['recalls', 'edits', 'finds'].includes(endpoint)) return super.answer(request, fault);
    const isSigned = request.headers.authorization === `Bearer ${token}`;
    if (!isSigned || fault?.kind === 'signature_refused') return replyOf({ code: 401 });
    const body = JSON.parse(request.body ?? '{}');
    if (endpoint === 'finds') return replyOf(this.#find(body));
    return replyOf(endpoint === 'recalls' ? this.#recall(body) : this.#edit(body));
  }

  #find(place: Place) {
    const found = this.#messageAt(place);
    if (!found) return { code: 404 };
    return { code: 0, from: found.from, isRecalled: found.isRecalled === true, letter: found.message };
  }

  #recall({ letters }: { readonly letters: readonly Place[] }) {
    return {
      code: 0,
      results: letters.map((place) => {
        const user = `${place.flock ?? place.user} ${place.id}`;
        const message = this.#messageAt(place);
        if (!message) return { user, code: 404 };
        if (message.isRecalled) return { user, code: 409 };
        this.#change(place, (old) => ({ ...old, isRecalled: true }));
        return { user, code: 0 };
      }),
    };
  }

  #edit({ kind, text, note, ...place }: Place & Partial<Record<'kind' | 'text' | 'note', string>>) {
    const message = this.#messageAt(place);
    if (!message || message.isRecalled) return { code: 404 };
    this.#change(place, (old) => {
      const changes = { ...(text !== undefined && { kind, text }), ...(note !== undefined && { note }) };
      return {
        ...old,
        message: { ...(old.message as object), ...changes },
        ...(text !== undefined && { content: { type: kind, [kind === 'text' ? 'text' : 'data']: text } }),
      };
    });
    return { code: 0 };
  }

  #messageAt({ flock, user = '', id }: Place): InboxMessage | undefined {
    return flock === undefined
      ? this.mailboxes.messageOf(user, id)
      : this.conversations.messageOf('group', flock, id);
  }

  #change({ flock, user = '', id }: Place, change: (message: InboxMessage) => InboxMessage): void {
    if (flock === undefined) this.mailboxes.change(user, id, change);
    else this.conversations.change('group', flock, id, change);
  }
}

function replyOf(reply: object): HttpReply {
  return { status: 200, headers: { 'content-type': 'application/json' }, text: JSON.stringify(reply) };
}

const conflict = createProblem({
  code: 'conflict',
  effect: 'rejected',
  transient: false,
  message: 'taken back before',
});
const notFound = createProblem({
  code: 'not_found',
  effect: 'rejected',
  transient: false,
  message: 'no such letter',
});
const unclear = createProblem({
  code: 'bad_reply',
  effect: 'unknown',
  transient: true,
  message: 'the reply did not come from the API',
});

const changes = {
  recall: { windowMs: { direct: 'unlimited', group: 'unlimited' }, leavesNote: false },
  edit: {
    windowMs: { direct: 'unlimited', group: 'unlimited' },
    content: { text: 'yes', custom: 'yes' },
    fields: { metadata: 'yes' },
    metadataAlone: true,
    changesType: true,
  },
  find: { conversations: { direct: 'yes', group: 'yes' } },
} satisfies Partial<Capabilities>;

/** What a reply says: undefined for one that is none of the vendor's. */
function replyIn({ status, text }: HttpReply):
  | {
      readonly code: number;
      readonly results?: readonly { readonly user: string; readonly code: number }[];
      readonly from?: string;
      readonly isRecalled?: boolean;
      readonly letter?: { readonly kind: string; readonly text: string; readonly note?: string };
    }
  | undefined {
  try {
    const reply = JSON.parse(text);
    return status === 200 && Number.isInteger(reply?.code) ? reply : undefined;
  } catch {
    return undefined;
  }
}

/** Pigeon Post's adapter, with recall, edit and find. */
function changingPigeon(): ChatAdapter {
  const adapter = pigeon({ app: 'loft', token });
  const callOf = <Value>(
    endpoint: string,
    request: object,
    read: VendorCall<Value>['read'],
    dedupWindowMs: number,
  ): VendorCall<Value> =>
    createCall<Value>({
      endpoint,
      costs: [],
      dedupWindowMs,
      visibleFields: ['user', 'flock', 'id', 'kind'],
      request: () => request,
      signer: () => ({
        method: 'POST',
        url: `https://api.pigeon.example/loft/${endpoint}`,
        headers: { authorization: `Bearer ${token}` },
      }),
      read,
    });
  return {
    ...adapter,
    capabilities: { ...adapter.capabilities, ...changes },
    plan: {
      ...adapter.plan,
      recall: () => ({
        problems: [],
        unsupported: [],
        warnings: [],
        maxItems: 20,
        next: (pending) =>
          planBatch(pending.slice(0, 20), {
            idOf: ({ to, messageId }) => `${to} ${messageId}`,
            problemOf: ({ messageId }) =>
              messageId === undefined ? invalidField('messageId', 'is required') : undefined,
            callFor: (refs) =>
              callOf<ListReply<ResultIds>>(
                'recalls',
                { letters: refs.map(placeOf) },
                (reply, { earlier }) => {
                  const said = replyIn(reply);
                  const mayBeOurs = earlier.some(({ effect }) => effect === 'unknown');
                  if (!said || said.code === 500) return { problem: unclear };
                  if (said.code === 401) return signatureRefused;
                  const isDone = (code: number) => code === 0 || (code === 409 && mayBeOurs);
                  return {
                    value: {
                      accepted: (said.results ?? [])
                        .filter(({ code }) => isDone(code))
                        .map(({ user }) => ({ id: user })),
                      failed: (said.results ?? [])
                        .filter(({ code }) => !isDone(code))
                        .map(({ user, code }) => ({ id: user, problem: code === 409 ? conflict : notFound })),
                    },
                  };
                },
                Number.POSITIVE_INFINITY,
              ),
            unlistedMeans: 'unconfirmed',
          }),
      }),
      edit: (ref, edit) => ({
        sender: ref.from,
        problems: ref.messageId === undefined ? [invalidField('ref.messageId', 'is required')] : [],
        unsupported: [],
        warnings: [],
        call: () =>
          callOf<ResultIds>(
            'edits',
            {
              ...placeOf(ref),
              ...(edit.content && content.toWire(edit.content)),
              note: edit.metadata,
            },
            (reply): CallResult<ResultIds> => {
              const said = replyIn(reply);
              if (!said || said.code === 500) return { problem: unclear };
              if (said.code === 401) return signatureRefused;
              return said.code === 0 ? { value: {} } : { problem: notFound };
            },
            60_000,
          ),
      }),
      find: (ref) => ({
        problems: ref.messageId === undefined ? [invalidField('ref.messageId', 'is required')] : [],
        unsupported: [],
        warnings: [],
        call: () =>
          callOf<FoundMessage>(
            'finds',
            placeOf(ref),
            (reply) => foundIn(reply, ref),
            Number.POSITIVE_INFINITY,
          ),
      }),
    },
  };
}

/** What the reply to `finds` says. A letter of another sender is another letter. */
function foundIn(reply: HttpReply, { from, to, messageId }: MessageRef): CallResult<FoundMessage> {
  const said = replyIn(reply);
  if (!said || said.code === 500) return { problem: unclear };
  if (said.code === 401) return signatureRefused;
  if (said.code !== 0 || said.from !== from || !said.letter) return { value: { found: false } };
  const message = { found: true, from, to, messageId } as const;
  if (said.isRecalled) return { value: { ...message, state: 'recalled' } };
  const { note: metadata } = said.letter;
  return { value: { ...message, state: 'sent', content: content.fromWire(said.letter), metadata } };
}

function placeOf({ conversation, to, messageId = '' }: MessageRef): Place {
  return conversation === 'group' ? { flock: to, id: messageId } : { user: to, id: messageId };
}

const signatureRefused = {
  problem: createProblem({
    code: 'unauthenticated',
    effect: 'rejected',
    transient: false,
    message: 'bad token',
  }),
  refused: 'signature',
} as const;

/** Pigeon Post that takes letters back and changes them, or an adapter for it that was broken on purpose. */
export function startChangingPigeon(
  breakIt: (adapter: ChatAdapter) => ChatAdapter = (adapter) => adapter,
): ConformanceSubject {
  const double = new ChangingPigeonDouble(60_000);
  return {
    adapter: breakIt(changingPigeon()),
    content,
    vendorLacks: ['dropped'],
    double,
    secrets: [token],
    transport: double,
    silenceMs: 40,
  };
}
