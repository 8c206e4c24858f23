import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test, vi } from 'vitest';
import { Recorder } from './http/recorder.ts';
import { VendorRequest } from './http/vendor-request.ts';
import { makeUserSig } from './tencent-im/__fixtures__/user-sig.ts';
import { tencentImOptionsSchema } from './tencent-im/options-schema.ts';
import { createTencentImService } from './tencent-im/service.ts';
import { tencentImWebhook } from './tencent-im/webhook.ts';
import type { Vendor } from './vendor.ts';
import type { ServiceContext, VendorService } from './vendor-service.ts';
import { WebhookDispatcher } from './webhooks/webhook-dispatcher.ts';
import { EmulatorClock } from './world/emulator-clock.ts';
import { EventHub } from './world/events.ts';
import { MessageStore } from './world/messages.ts';
import { UserDirectory } from './world/users.ts';
import { zimOptionsSchema } from './zim/options-schema.ts';
import { createZimService } from './zim/service.ts';
import { zimSignature } from './zim/sign.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const maxMessages = 1000;
const maxRequests = 1000;
const maxBytes = 64 * 1024 * 1024;
const users = Array.from({ length: 50 }, (_, index) => `user${index}`);

/** Both vendors without their socket: what a request leaves behind is all that is measured. */
class Flood {
  readonly clock = new EmulatorClock();
  readonly events = new EventHub();
  readonly messages = new MessageStore(maxMessages, maxBytes, this.events, this.clock);
  readonly recorder = new Recorder(maxRequests, maxBytes, this.events);
  readonly webhooks = new WebhookDispatcher({}, this.clock, this.events, { maxDeliveries: 1000, maxBytes });
  readonly #options = {
    zim: zimOptionsSchema.parse({
      rates: { calls: Number.POSITIVE_INFINITY },
      readings: { replayedNonce: 'refuse' },
    }),
    tencentIm: tencentImOptionsSchema.parse({
      limits: { callsPerSecond: 1_000_000 },
      readings: { sendmsgSameSecond: true },
      groups: [{ groupId: 'crew', members: users.slice(0, 3) }],
    }),
  };
  readonly #services: Readonly<Record<Vendor, VendorService>>;
  refused = 0;
  #count = 0;

  constructor() {
    this.clock.freeze();
    const context = (vendor: Vendor): ServiceContext => {
      const directory = new UserDirectory(vendor, this.events, 'online');
      for (const user of ['administrator', ...users]) directory.put(user);
      const { clock, messages, webhooks } = this;
      return { clock, messages, webhooks, users: directory };
    };
    this.#services = {
      zim: createZimService(this.#options.zim, context('zim')),
      tencentIm: createTencentImService(this.#options.tencentIm, context('tencentIm')),
    };
  }

  /** One send to a user at each vendor, and now and then one to a group. 200 milliseconds pass. */
  async send(): Promise<void> {
    this.#count += 1;
    this.clock.advance(200);
    const text = `number ${this.#count} ${'x'.repeat(200)}`;
    const to = users[this.#count % users.length];
    const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }];
    await this.#call('zim', '/', this.#zimQuery(), {
      FromUserId: 'administrator',
      ToUserId: [to],
      MessageType: 1,
      Priority: 2,
      MessageBody: { Message: text },
    });
    const sendmsg = { To_Account: to, MsgSeq: this.#count, MsgRandom: this.#count, MsgBody };
    await this.#call('tencentIm', '/v4/openim/sendmsg', this.#tencentImQuery(), sendmsg);
    if (this.#count % 10 === 0) {
      const path = '/v4/group_open_http_svc/send_group_msg';
      const body = { GroupId: 'crew', Random: this.#count, MsgBody };
      await this.#call('tencentIm', path, this.#tencentImQuery(), body);
    }
  }

  #zimQuery(): string {
    const { appId, serverSecret } = this.#options.zim;
    const parts = { appId: String(appId), nonce: `n${this.#count}`, timestamp: String(this.clock.seconds()) };
    const signature = zimSignature(parts, serverSecret);
    return `Action=SendPeerMessage&AppId=${appId}&SignatureNonce=${parts.nonce}&Timestamp=${parts.timestamp}&SignatureVersion=2.0&Signature=${signature}`;
  }

  /** A UserSig of its own for every second. */
  #tencentImQuery(): string {
    const { sdkAppId, secretKey } = this.#options.tencentIm;
    const issuedAt = this.clock.seconds();
    if (issuedAt !== this.#signedAt) {
      const identifier = 'administrator';
      this.#userSig = makeUserSig({ sdkAppId, secretKey, identifier, issuedAt, expiresInSeconds: 60 });
      this.#signedAt = issuedAt;
    }
    return `sdkappid=${sdkAppId}&identifier=administrator&usersig=${this.#userSig}&contenttype=json`;
  }
  #userSig = '';
  #signedAt = 0;

  async #call(vendor: Vendor, path: string, query: string, json: object): Promise<void> {
    const request = new VendorRequest({
      id: this.#count,
      vendor,
      method: 'POST',
      path,
      query,
      headers: {},
      body: Buffer.from(JSON.stringify(json)),
      at: this.clock.now(),
    });
    const { id, method, headers, text, at } = request;
    this.recorder.add({
      id,
      vendor,
      endpoint: path,
      method,
      url: `${path}?${query}`,
      headers,
      body: text,
      at,
    });
    const reply = await this.#services[vendor].handle(request);
    if ((reply.Code ?? reply.ErrorCode) !== 0) this.refused += 1;
  }
}

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('30,000 sends leave no more behind than what the options keep', async () => {
  const flood = new Flood();
  // Twenty minutes of nonces, the longest window, are 6,000 entries.
  for (let count = 0; count < 6_500; count += 1) await flood.send();
  const before = heapBytes();
  for (let count = 6_500; count < 16_500; count += 1) await flood.send();
  const grown = heapBytes() - before;

  expect(flood.refused).toBe(0);
  expect(flood.messages.seen).toBe(34_650);
  // Each direct message counts twice, for the sender and for the recipient.
  expect(flood.messages.size).toBeGreaterThan(300);
  expect(flood.messages.size).toBeLessThanOrEqual(maxMessages);
  const copies = [...flood.messages.holders()].flatMap((userId) => flood.messages.inbox(userId));
  expect(copies.length).toBeLessThanOrEqual(maxMessages);
  expect(copies.length).toBeGreaterThan(maxMessages - 10);
  expect(flood.recorder.size).toBe(maxRequests);
  // 100 bytes for each of the last 20,000. One send with its request takes ten times that.
  expect(grown).toBeLessThan(2 * 1000 * 1000);
});

afterEach(() => vi.unstubAllGlobals());

test('a webhook that is down leaves a bounded number of repeats behind', async () => {
  const clock = new EmulatorClock();
  clock.freeze();
  // Sockets that are refused are tested elsewhere; thousands of them take most of a minute on a busy machine.
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('fetch failed');
  });
  const webhook = tencentImWebhook(1_400_000_000, {
    url: 'http://127.0.0.1:9/hook',
    repeats: 5,
    gzip: false,
    retrySignature: 'new',
  });
  const dispatcher = new WebhookDispatcher({ tencentIm: webhook }, clock, new EventHub(), {
    maxDeliveries: 100,
    maxBytes,
  });
  for (let count = 0; count < 20_000; count += 1) {
    dispatcher.notify('tencentIm', 'C2C.CallbackAfterSendMsg', { count });
  }
  expect(dispatcher.waiting).toBe(10_000);
  await dispatcher.settled();
  expect(dispatcher.waiting).toBeLessThanOrEqual(10_000);
  const deliveries = dispatcher.deliveries();
  expect(deliveries).toHaveLength(100);
  expect(deliveries.at(-1)).toMatchObject({ fault: 'no connection' });
  dispatcher.clear();
  expect(dispatcher.waiting).toBe(0);
});
