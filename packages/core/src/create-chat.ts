import type {
  BulkOptions,
  BulkSend,
  ChangeOptions,
  Chat,
  CheckFinding,
  CloseOptions,
  SendOptions,
  VerifyOptions,
} from './chat.ts';
import { type ChatOptions, checkCloseOptions, completeChatOptions } from './chat-options.ts';
import { checkRuntime } from './check-runtime.ts';
import type { EditReceipt, MessageEdit, RecallReceipt } from './model/change.ts';
import { countCopies } from './model/copies.ts';
import type { FoundMessage } from './model/found-message.ts';
import { misconfigured } from './model/issues.ts';
import type {
  AnyMessage,
  BroadcastMessage,
  DirectMessage,
  GroupMessage,
  MessageWithoutRecipients,
  RoomMessage,
} from './model/message.ts';
import type {
  BroadcastReceipt,
  ConversationReceipt,
  DirectReceipt,
  MessageRef,
  RecipientOutcome,
  UsersReceipt,
} from './model/outcome.ts';
import type { PlannedCall } from './model/planned-call.ts';
import type { UserProfile } from './model/user.ts';
import type { Verification } from './model/verification.ts';
import { sendBroadcast } from './operations/broadcast.ts';
import { checkOnly } from './operations/check.ts';
import { deliverStream, startStream } from './operations/deliver.ts';
import { editMessage } from './operations/edit.ts';
import { findMessage } from './operations/find.ts';
import { knownVendors } from './operations/known-vendors.ts';
import { previewOnly } from './operations/preview.ts';
import { recallMessages } from './operations/recall.ts';
import { registerUsers } from './operations/register-users.ts';
import { resumeCall } from './operations/resume.ts';
import { type ChatCore, chatContextOf, planContextOf } from './operations/send.ts';
import { sendBulk } from './operations/send-bulk.ts';
import { sendDirect } from './operations/send-direct.ts';
import { sendToGroup } from './operations/send-to-group.ts';
import { sendToRoom } from './operations/send-to-room.ts';
import { createSessionKeeper } from './operations/session.ts';
import { UnderWay } from './operations/under-way.ts';
import { verifyApp } from './operations/verify.ts';
import type { ChatAdapter } from './ports/chat-adapter.ts';
import type { CallRecord } from './ports/journal.ts';

const specificationVersion = 2;

/**
 * Makes a chat from an adapter, such as `createChat(pigeon({ … }))`.
 * Throws a `ChatError` with code `misconfigured` for options that do not fit, for an adapter that was made for another
 * version of this package, and on a runtime that lacks what this package needs.
 */
export function createChat(adapter: ChatAdapter, options: ChatOptions = {}): Chat {
  checkRuntime();
  if (typeof adapter !== 'object' || adapter === null) {
    throw misconfigured(
      'createChat: adapter: must be an adapter, such as the function of its package returns it',
      'adapter',
    );
  }
  const copies = countCopies();
  if (adapter.specificationVersion !== specificationVersion) {
    throw misconfigured(
      `createChat: the adapter speaks version ${String(adapter.specificationVersion)} of the contract, this core version ${specificationVersion}; install both in one version${copies.length > 1 ? ` (this process has @polychat/core ${copies.join(' and ')}: npm ls @polychat/core)` : ''}`,
      'adapter',
    );
  }
  const settings = completeChatOptions(options, adapter);
  knownVendors().add(adapter.vendor);
  const core = {
    adapter,
    settings,
    planContext: planContextOf(settings),
    chatContext: chatContextOf(adapter, settings),
  };
  return new EngineChat({ ...core, session: createSessionKeeper(core) });
}

/** How long cancelled sends may take to name everybody, in milliseconds. */
const lastWordMs = 1_000;

class EngineChat implements Chat {
  readonly name: string;
  readonly apps: Chat['apps'];
  readonly #core: ChatCore;
  readonly #stopping = new AbortController();
  readonly #cancelling = new AbortController();
  readonly #underWay = new UnderWay();
  #isClosed = false;

  constructor(core: ChatCore) {
    const { vendor, app } = core.adapter;
    this.name = core.settings.name;
    this.apps = Object.freeze([Object.freeze({ vendor, app })]);
    const closing = { stopped: this.#stopping.signal, cancelled: this.#cancelling.signal };
    this.#core = { ...core, closing };
  }

  deliver(
    message: MessageWithoutRecipients,
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: SendOptions,
  ) {
    this.#refuseIfClosed();
    const planned = startStream(this.#core, message, recipients, options, 'stream');
    return this.#trackStream(deliverStream(planned, recipients));
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
    const planned = startStream(this.#core, message, recipients, options, 'bulk');
    return sendBulk(planned, recipients, (stream) => this.#trackStream(stream));
  }

  broadcast(message: BroadcastMessage, options?: SendOptions): Promise<BroadcastReceipt> {
    return this.#track(() => sendBroadcast(this.#core, message, options));
  }

  sendToGroup(message: GroupMessage, options?: SendOptions): Promise<ConversationReceipt> {
    return this.#track(() => sendToGroup(this.#core, message, options));
  }

  sendToRoom(message: RoomMessage, options?: SendOptions): Promise<ConversationReceipt> {
    return this.#track(() => sendToRoom(this.#core, message, options));
  }

  registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt> {
    return this.#track(() => registerUsers(this.#core, users, options));
  }

  recall(refs: MessageRef | readonly MessageRef[], options?: ChangeOptions): Promise<RecallReceipt> {
    return this.#track(() => recallMessages(this.#core, refs, options));
  }

  edit(ref: MessageRef, edit: MessageEdit, options?: ChangeOptions): Promise<EditReceipt> {
    return this.#track(() => editMessage(this.#core, ref, edit, options));
  }

  find(ref: MessageRef, options?: ChangeOptions): Promise<FoundMessage> {
    return this.#track(() => findMessage(this.#core, ref, options));
  }

  check(message: AnyMessage): readonly CheckFinding[] {
    return checkOnly(this.#core, message);
  }

  preview(message: AnyMessage): AsyncIterable<PlannedCall> {
    return previewOnly(this.#core, message);
  }

  resume(record: CallRecord, options?: SendOptions): Promise<readonly RecipientOutcome[]> {
    return this.#track(() => resumeCall(this.#core, record, options));
  }

  verify(options?: VerifyOptions): Promise<readonly Verification[]> {
    return this.#track(async () => [await verifyApp(this.#core, options)]);
  }

  async close(options: CloseOptions = {}): Promise<void> {
    const { drainMs } = checkCloseOptions(options);
    this.#isClosed = true;
    this.#stopping.abort();
    const { clock } = this.#core.settings;
    await this.#underWay.whenIdle(clock, drainMs);
    if (this.#underWay.isIdle) return;
    this.#cancelling.abort();
    await this.#underWay.whenIdle(clock, lastWordMs);
  }

  #refuseIfClosed(): void {
    if (!this.#isClosed) return;
    const { title, app } = this.#core.adapter;
    throw misconfigured(`the chat is closed: ${this.name} (${title}, app ${app})`);
  }

  async #track<T>(run: () => Promise<T>): Promise<T> {
    this.#refuseIfClosed();
    return this.#underWay.track(run);
  }

  async *#trackStream<T>(stream: AsyncGenerator<T>): AsyncGenerator<T> {
    this.#refuseIfClosed();
    yield* this.#underWay.trackStream(stream);
  }
}
