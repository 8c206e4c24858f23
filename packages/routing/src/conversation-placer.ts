import { type Chat, ChatError, type CheckFinding } from '@polychat/core';
import { createProblem, deadlinePassed, invalidField } from '@polychat/core/combine';
import type { ConversationKind, ConversationMessage } from './conversation.ts';
import { type PickGroup, type Placement, Placer } from './placing.ts';
import type { CompleteRouteByOptions } from './route-options.ts';
import type { SendDeadline } from './send-deadline.ts';

/** What can be said of a conversation without waiting: `open` where the look-up has to be waited for. */
export type PlacedNow = { readonly chat: Chat } | { readonly finding: CheckFinding } | 'open';

/** Finds the chat of a group or a room: the one that `pickGroup` names, or the only one that there is. */
export class ConversationPlacer {
  readonly #placers: Readonly<Record<ConversationKind, Placer>> | undefined;

  constructor(parts: ReadonlyMap<string, Chat>, settings: CompleteRouteByOptions) {
    const { pickGroup } = settings;
    this.#placers = pickGroup && {
      group: placerOf('group', pickGroup, parts, settings),
      room: placerOf('room', pickGroup, parts, settings),
    };
  }

  /** Throws a `ChatError` where there is no chat for it. */
  async place(
    kind: ConversationKind,
    message: ConversationMessage,
    chats: ReadonlyMap<string, Chat>,
    time: SendDeadline,
    signal: AbortSignal | undefined,
  ): Promise<Chat> {
    const id = idOf(kind, message);
    const placement = this.#placers
      ? (await this.#placers[kind].place([id], chats, signal, time))[0]
      : onlyOf(chats);
    const problem = placement?.problem ?? (time.isOver ? deadlinePassed : undefined);
    if (problem || !placement?.chat) throw new ChatError(problem ?? noPickGroup);
    return placement.chat;
  }

  placeNow(
    kind: ConversationKind,
    message: ConversationMessage,
    chats: ReadonlyMap<string, Chat>,
  ): PlacedNow {
    let id: string;
    try {
      id = idOf(kind, message);
    } catch {
      // Every chat says so by itself.
      return 'open';
    }
    const placement = this.#placers ? this.#placers[kind].placeNow([id])[0] : onlyOf(chats);
    if (!placement) return 'open';
    return placement.problem ? { finding: placement.problem } : { chat: placement.chat };
  }
}

function placerOf(
  kind: ConversationKind,
  pickGroup: PickGroup,
  parts: ReadonlyMap<string, Chat>,
  settings: CompleteRouteByOptions,
): Placer {
  return new Placer({
    ...settings,
    words: { option: 'pickGroup', noun: kind, nowhere: 'not_found' },
    pick: (id) => pickGroup(id, kind),
    parts,
  });
}

function onlyOf(chats: ReadonlyMap<string, Chat>): Placement {
  const [chat] = chats.values();
  return chat && chats.size === 1 ? { chat } : { problem: noPickGroup };
}

const noPickGroup = createProblem({
  code: 'misconfigured',
  effect: 'not_sent',
  transient: false,
  message:
    'routeBy: pickGroup: is required, since there are several chats to which a group or a room may belong',
  field: 'pickGroup',
});

/** Throws a `ChatError` for what is no id: nobody is asked about it. */
function idOf(kind: ConversationKind, message: ConversationMessage): string {
  const field = `${kind}Id`;
  const id = (message as unknown as Readonly<Record<string, unknown>> | undefined)?.[field];
  if (typeof id === 'string' && id !== '') return id;
  throw new ChatError(invalidField(field, id === '' ? 'must not be empty' : 'must be a string'));
}
