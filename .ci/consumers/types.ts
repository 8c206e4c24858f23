/** What the published types promise, as somebody sees it who installed the packages. Compiled, never run. */
import { type ConformanceReport, runConformance } from '@polychat/conformance';
import {
  type Accepted,
  type AcceptedOutcome,
  type AudioContent,
  type audiences,
  type BroadcastMessage,
  type BroadcastReceipt,
  type BulkSend,
  type CallRecord,
  type Chat,
  type ChatAdapter,
  ChatError,
  type CheckFinding,
  type Content,
  type ContentType,
  type CustomContent,
  type contentTypes,
  createChat,
  createKyTransport,
  createMemoryPacer,
  type DirectMessage,
  type DirectReceipt,
  type FaceContent,
  type FileContent,
  type Hooks,
  type ImageContent,
  type LocationContent,
  type MixedContent,
  type NotAccepted,
  type Pacer,
  type PlannedCall,
  type Problem,
  type ProblemCode,
  type problemCodes,
  type RecipientOutcome,
  type RegisteredUser,
  type RepeatEvent,
  type ReplyEvent,
  type RequestEvent,
  type SendEndEvent,
  type SendOptions,
  type SendStartEvent,
  type SignalContent,
  type TextContent,
  type Transport,
  type UserProfile,
  type UsersReceipt,
  type VendorFields,
  type VideoContent,
  type WaitEvent,
  type WaitStartEvent,
} from '@polychat/core';
import {
  type AttemptInfo,
  type CallResult,
  type ChatAdapter as ChatAdapterOfAuthors,
  createCall,
  type HttpReply,
  type ListReply,
  parseOptions,
  type ResultIds,
  readReply,
  type VendorCall,
} from '@polychat/core/adapter';
import { createEmulator, type Emulator, type EmulatorOptions, type InboxMessage } from '@polychat/emulator';
import { createUserSig, type TencentImVendorFields, tencentIm } from '@polychat/tencent-im';
import { content as tencentImContent } from '@polychat/tencent-im/content';
import { type ZimVendorFields, zim } from '@polychat/zim';
import { content as zimContent } from '@polychat/zim/content';
import { expectTypeOf } from 'expect-type';
import * as z from 'zod/mini';

declare const chat: Chat;
const text = { type: 'text', text: 'hello' } as const;
const picture = { url: 'https://files.example/a.png', width: 1, height: 1 } as const;

// The vendors' own fields, which their packages add to those of core.
expectTypeOf<VendorFields['zim']>().toEqualTypeOf<ZimVendorFields | undefined>();
expectTypeOf<VendorFields['tencentIm']>().toEqualTypeOf<TencentImVendorFields | undefined>();
expectTypeOf<keyof VendorFields>().toEqualTypeOf<'zim' | 'tencentIm'>();
export const forBoth: DirectMessage = {
  to: 'bob',
  content: text,
  vendor: { zim: { threadId: 'orders' }, tencentIm: { command: 'single', sendMsgControl: ['NoUnread'] } },
};
// @ts-expect-error no vendor of that name
export const forNobody: DirectMessage = { to: 'bob', content: text, vendor: { pigeon: {} } };
// @ts-expect-error no such command
export const badCommand: TencentImVendorFields = { command: 'both' };
// @ts-expect-error no such field
export const badField: ZimVendorFields = { thread: 'orders' };

// Content, by its type.
expectTypeOf<ContentType>().toEqualTypeOf<(typeof contentTypes)[number]>();
expectTypeOf<Extract<Content, { type: 'text' }>>().toEqualTypeOf<TextContent>();
expectTypeOf<Extract<Content, { type: 'image' }>>().toEqualTypeOf<ImageContent>();
expectTypeOf<Extract<Content, { type: 'audio' }>>().toEqualTypeOf<AudioContent>();
expectTypeOf<Extract<Content, { type: 'video' }>>().toEqualTypeOf<VideoContent>();
expectTypeOf<Extract<Content, { type: 'file' }>>().toEqualTypeOf<FileContent>();
expectTypeOf<Extract<Content, { type: 'location' }>>().toEqualTypeOf<LocationContent>();
expectTypeOf<Extract<Content, { type: 'face' }>>().toEqualTypeOf<FaceContent>();
expectTypeOf<Extract<Content, { type: 'custom' }>>().toEqualTypeOf<CustomContent>();
expectTypeOf<Extract<Content, { type: 'signal' }>>().toEqualTypeOf<SignalContent>();
expectTypeOf<Extract<Content, { type: 'mixed' }>>().toEqualTypeOf<MixedContent>();

export const contents: readonly Content[] = [
  text,
  { type: 'image', ...picture, format: 'png', thumbnail: picture },
  { type: 'audio', url: 'https://files.example/a.mp3', durationSeconds: 3 },
  { type: 'video', url: 'https://files.example/a.mp4', durationSeconds: 3, thumbnail: picture },
  { type: 'file', url: 'https://files.example/a.pdf', fileName: 'a.pdf' },
  { type: 'location', latitude: 1, longitude: 2, label: 'here' },
  { type: 'face', index: 1 },
  { type: 'custom', data: '{}' },
  { type: 'signal', data: new Uint8Array([1]) },
  { type: 'mixed', parts: [text, { type: 'image', ...picture }] },
];
export const badContents: readonly Content[] = [
  // @ts-expect-error a text has no url
  { type: 'text', url: 'https://files.example/a.png' },
  // @ts-expect-error an image needs its size
  { type: 'image', url: 'https://files.example/a.png' },
  // @ts-expect-error no such format
  { type: 'image', ...picture, format: 'webp' },
  // @ts-expect-error a video needs its thumbnail
  { type: 'video', url: 'https://files.example/a.mp4', durationSeconds: 3 },
  // @ts-expect-error a file needs its name
  { type: 'file', url: 'https://files.example/a.pdf' },
  // @ts-expect-error a signal cannot be a part
  { type: 'mixed', parts: [{ type: 'signal', data: 'x' }] },
  // @ts-expect-error no such type
  { type: 'sticker', id: 1 },
];

// What is optional may be undefined, also for compilers with exactOptionalPropertyTypes.
export const withoutMuch: DirectMessage = { to: 'bob', content: text, push: undefined, vendor: undefined };

// Messages.
expectTypeOf<DirectMessage['to']>().toEqualTypeOf<string | readonly string[]>();
expectTypeOf<BroadcastMessage['audience']>().toEqualTypeOf<(typeof audiences)[number]>();
expectTypeOf<{ content: TextContent }>().not.toExtend<DirectMessage>();
expectTypeOf<{ content: TextContent }>().not.toExtend<BroadcastMessage>();

// What the verbs give.
expectTypeOf(createChat).returns.toEqualTypeOf<Chat>();
expectTypeOf(chat.sendDirect).parameter(0).toEqualTypeOf<DirectMessage>();
expectTypeOf(chat.sendDirect).parameter(1).toEqualTypeOf<SendOptions | undefined>();
expectTypeOf(chat.sendDirect).returns.resolves.toEqualTypeOf<DirectReceipt>();
expectTypeOf(chat.sendBulk).returns.toEqualTypeOf<BulkSend>();
expectTypeOf(chat.deliver).returns.toEqualTypeOf<AsyncIterable<readonly RecipientOutcome[]>>();
expectTypeOf(chat.broadcast).returns.resolves.toEqualTypeOf<BroadcastReceipt>();
expectTypeOf(chat.registerUsers).parameter(0).toEqualTypeOf<readonly UserProfile[]>();
expectTypeOf(chat.registerUsers).returns.resolves.toEqualTypeOf<UsersReceipt>();
expectTypeOf(chat.check).returns.toEqualTypeOf<readonly CheckFinding[]>();
expectTypeOf(chat.preview).returns.toEqualTypeOf<AsyncIterable<PlannedCall>>();
expectTypeOf(chat.resume).parameter(0).toEqualTypeOf<CallRecord>();
expectTypeOf(chat.resume).returns.resolves.toEqualTypeOf<readonly RecipientOutcome[]>();
expectTypeOf(chat.close).returns.resolves.toEqualTypeOf<void>();
expectTypeOf<DirectReceipt['accepted']>().toEqualTypeOf<readonly Accepted[]>();
expectTypeOf<DirectReceipt['failed']>().toEqualTypeOf<readonly NotAccepted[]>();
expectTypeOf<DirectReceipt['unconfirmed']>().toEqualTypeOf<readonly NotAccepted[]>();
expectTypeOf<UsersReceipt['accepted']>().toEqualTypeOf<readonly RegisteredUser[]>();
export function problemOf(outcome: RecipientOutcome): Problem | undefined {
  if (outcome.status === 'accepted') {
    expectTypeOf(outcome).toEqualTypeOf<AcceptedOutcome>();
    return undefined;
  }
  return outcome.problem;
}
export function problemOfError(error: unknown): Problem | undefined {
  if (!ChatError.is(error)) return undefined;
  expectTypeOf(error).toEqualTypeOf<ChatError>();
  return error;
}
expectTypeOf<ProblemCode>().toEqualTypeOf<(typeof problemCodes)[number]>();
// A switch over the codes knows them all.
expectTypeOf<string>().not.toExtend<ProblemCode>();

// Hooks: each gets its event.
type EventOf<Name extends keyof Hooks> = Parameters<NonNullable<Hooks[Name]>>;
expectTypeOf<EventOf<'sendStart'>>().toEqualTypeOf<[event: SendStartEvent]>();
expectTypeOf<EventOf<'sendEnd'>>().toEqualTypeOf<[event: SendEndEvent]>();
expectTypeOf<EventOf<'request'>>().toEqualTypeOf<[event: RequestEvent]>();
expectTypeOf<EventOf<'reply'>>().toEqualTypeOf<[event: ReplyEvent]>();
expectTypeOf<EventOf<'repeat'>>().toEqualTypeOf<[event: RepeatEvent]>();
expectTypeOf<EventOf<'waitStart'>>().toEqualTypeOf<[event: WaitStartEvent]>();
expectTypeOf<EventOf<'wait'>>().toEqualTypeOf<[event: WaitEvent]>();
export const withHooks = (adapter: ChatAdapter) =>
  createChat(adapter, {
    hooks: { repeat: ({ problem, delayMs }) => `${problem satisfies ProblemCode} ${delayMs.toFixed()}` },
    // @ts-expect-error no such option
    retires: 3,
  });

// The adapters, and what stands in their place.
expectTypeOf(zim).returns.toEqualTypeOf<ChatAdapter>();
expectTypeOf(tencentIm).returns.toEqualTypeOf<ChatAdapter>();
expectTypeOf(createUserSig).returns.toEqualTypeOf<string>();
expectTypeOf(createKyTransport).returns.toEqualTypeOf<Transport>();
expectTypeOf(createMemoryPacer).returns.toEqualTypeOf<Pacer>();
expectTypeOf(zimContent.fromWire).returns.toEqualTypeOf<Content | undefined>();
expectTypeOf(tencentImContent.fromWire).returns.toEqualTypeOf<Content | undefined>();
// @ts-expect-error an app needs a region or a baseUrl
tencentIm({ sdkAppId: 1, secretKey: 'key', adminUserId: 'administrator' });
// @ts-expect-error no such region
zim({ appId: 1, serverSecret: '0123456789abcdef0123456789abcdef', region: 'moon' });

// For those who write an adapter.
expectTypeOf<ChatAdapterOfAuthors>().toEqualTypeOf<ChatAdapter>();
export const call: VendorCall<ListReply<ResultIds>> = createCall({
  endpoint: 'messages',
  costs: [],
  dedupWindowMs: 0,
  visibleFields: [],
  signer: () => ({ method: 'POST', url: 'https://pigeon.example/messages', headers: {} }),
  read(reply: HttpReply, attempt: AttemptInfo): CallResult<ListReply<ResultIds>> {
    const schemas = { 200: z.object({ sent: z.array(z.string()) }), 400: z.object({ code: z.string() }) };
    const read = readReply(reply, attempt, { vendor: 'Pigeon Post', schemas });
    if ('problem' in read) return { problem: read.problem };
    if (read.status === 400) {
      expectTypeOf(read.data).toEqualTypeOf<{ code: string }>();
      return {};
    }
    expectTypeOf(read.data).toEqualTypeOf<{ sent: string[] }>();
    return { value: { accepted: read.data.sent.map((id) => ({ id })), failed: [] } };
  },
});
expectTypeOf(parseOptions(z.strictObject({ share: z.optional(z.number()) }), {}, 'pigeon')).toEqualTypeOf<{
  share?: number | undefined;
}>();
expectTypeOf(runConformance).returns.resolves.toEqualTypeOf<ConformanceReport>();

// The emulator.
expectTypeOf(createEmulator).returns.resolves.toEqualTypeOf<Emulator>();
expectTypeOf(createEmulator).parameter(0).toEqualTypeOf<EmulatorOptions | undefined>();
expectTypeOf<ReturnType<Emulator['inbox']>>().toEqualTypeOf<InboxMessage[]>();
export const options: EmulatorOptions = {
  zim: {
    users: ['alice', { userId: 'bob', presence: 'online' }],
    rates: { calls: Number.POSITIVE_INFINITY },
  },
  tencentIm: { readings: { duplicateReply: 'new_time' }, groups: [{ groupId: 'g', members: ['alice'] }] },
};
// @ts-expect-error no such option
export const badOptions: EmulatorOptions = { zim: { appid: 1 } };
