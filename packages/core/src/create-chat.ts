import type { BulkOptions, BulkSend, Chat, SendOptions } from './chat.ts';
import { type ChatOptions, completeChatOptions } from './chat-options.ts';
import { misconfigured } from './model/issues.ts';
import type {
  BroadcastMessage,
  DirectMessage,
  MessageWithoutRecipients,
  UserProfile,
} from './model/message.ts';
import type { BroadcastReceipt, DirectReceipt, UsersReceipt } from './model/outcome.ts';
import type { Problem } from './model/problem.ts';
import { sendBroadcast } from './operations/broadcast.ts';
import { checkOnly, previewOnly } from './operations/inspect.ts';
import type { PlannedCall } from './operations/preview.ts';
import { checkSource } from './operations/recipients.ts';
import { registerUsers } from './operations/register-users.ts';
import type { ChatCore } from './operations/send.ts';
import { sendBulk } from './operations/send-bulk.ts';
import { deliverDirect, sendDirect, startDirect } from './operations/send-direct.ts';
import type { ChatAdapter } from './ports/chat-adapter.ts';

const specificationVersion = 1;

/**
 * Makes a chat from an adapter: `createChat(zim({ … }))`, `createChat(tencentIm({ … }))`.
 * Throws a `ChatError` with code `misconfigured` for options that do not fit, or for an adapter that was made for
 * another version of this package.
 */
export function createChat(adapter: ChatAdapter, options: ChatOptions = {}): Chat {
  if (adapter?.specificationVersion !== specificationVersion) {
    throw misconfigured(
      `createChat: the adapter speaks version ${String(adapter?.specificationVersion)} of the contract, this core version ${specificationVersion}; install both in one version`,
      'adapter',
    );
  }
  return new EngineChat({ adapter, settings: completeChatOptions(options, adapter.vendor) });
}

class EngineChat implements Chat {
  readonly name: string;
  readonly #core: ChatCore;
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(core: ChatCore) {
    this.name = core.settings.name;
    this.#core = core;
  }

  deliver(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: SendOptions,
  ) {
    this.#refuseIfClosed();
    const started = startDirect(this.#core, message, options, 'stream');
    checkSource(recipients);
    return this.#trackStream(deliverDirect(started, recipients));
  }

  sendDirect(message: DirectMessage, options?: SendOptions): Promise<DirectReceipt> {
    return this.#track(() => sendDirect(this.#core, message, options));
  }

  sendBulk(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: BulkOptions,
  ): BulkSend {
    this.#refuseIfClosed();
    const started = startDirect(this.#core, message, options, 'bulk');
    checkSource(recipients);
    return sendBulk(started, recipients, (stream) => this.#trackStream(stream));
  }

  broadcast(message: BroadcastMessage, options?: SendOptions): Promise<BroadcastReceipt> {
    return this.#track(() => sendBroadcast(this.#core, message, options));
  }

  registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt> {
    return this.#track(() => registerUsers(this.#core, users, options));
  }

  check(message: DirectMessage | BroadcastMessage): readonly Problem[] {
    return checkOnly(this.#core, message);
  }

  preview(message: DirectMessage | BroadcastMessage): AsyncIterable<PlannedCall> {
    return previewOnly(this.#core, message);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#underWay]);
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw misconfigured('the chat is closed');
  }

  async #track<T>(run: () => Promise<T>): Promise<T> {
    this.#refuseIfClosed();
    const running = run();
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }

  /** A stream is under way from its first read to its end. */
  async *#trackStream<T>(stream: AsyncGenerator<T>): AsyncGenerator<T> {
    this.#refuseIfClosed();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#underWay.add(promise);
    try {
      yield* stream;
    } finally {
      this.#underWay.delete(promise);
      resolve();
    }
  }
}
