import type { ControlParts } from './control/control-parts.ts';
import { addControlRoutes } from './control/control-routes.ts';
import { settingsOf } from './control/settings.ts';
import { EmulatorClock } from './emulator-clock.ts';
import { type EmulatorEvents, EventHub } from './events.ts';
import { FaultQueue, type FaultRule, type WaitingFault } from './faults.ts';
import { createRequestGuard } from './guard/request-guard.ts';
import { type EmulatorOptions, emulatorOptionsSchema } from './options.ts';
import { addPageRoutes } from './page-routes.ts';
import { Recorder, type RequestRecord } from './recorder.ts';
import { createApp, listen, vendorPaths } from './server.ts';
import { type InboxMessage, type Message, MessageStore } from './store/messages.ts';
import { type Presence, type User, UserDirectory } from './store/users.ts';
import type { GroupDirectory as TencentImGroups } from './tencent-im/groups.ts';
import { createTencentImService } from './tencent-im/service.ts';
import { type Vendor, vendors } from './vendor.ts';
import type { ClientSend, ClientSendResult, VendorService } from './vendor-service.ts';
import { tencentImWebhook } from './webhooks/tencent-im-webhook.ts';
import { WebhookDispatcher } from './webhooks/webhook-dispatcher.ts';
import type { WebhookDelivery } from './webhooks/webhooks.ts';
import { zimWebhook } from './webhooks/zim-webhook.ts';
import type { ZimGroups } from './zim/groups.ts';
import type { ZimRooms } from './zim/rooms.ts';
import { createZimService } from './zim/service.ts';

/** Which of a user's messages are wanted. */
export interface InboxFilter {
  readonly vendor?: Vendor;
  /** `received` when absent; `sent` are the copies on the sender's own devices. */
  readonly direction?: 'received' | 'sent' | 'both';
}

/** Both vendors on loopback. */
export interface Emulator {
  /** The emulator's own address, such as `http://127.0.0.1:49152`. */
  readonly url: string;
  readonly port: number;
  readonly zim: {
    readonly baseUrl: string;
    readonly appId: number;
    readonly serverSecret: string;
    readonly users: UserDirectory;
    readonly groups: ZimGroups;
    readonly rooms: ZimRooms;
  };
  readonly tencentIm: {
    readonly baseUrl: string;
    readonly sdkAppId: number;
    readonly secretKey: string;
    readonly admins: readonly string[];
    readonly users: UserDirectory;
    /** None of the emulated commands makes a group; `groups.put` does. */
    readonly groups: TencentImGroups;
  };
  /** The newest requests, oldest first, from both vendors. */
  readonly requests: readonly RequestRecord[];
  /** The faults that still wait for calls. */
  readonly faults: readonly WaitingFault[];
  /** All messages that are kept, oldest first. */
  readonly messages: readonly Message[];
  /** The messages that a user's devices received, or will when they log in; oldest first, from both vendors. */
  inbox(userId: string, filter?: InboxFilter): InboxMessage[];
  /**
   * Makes something go wrong for the next `times` calls (1 when absent) that the rule fits.
   * @throws ZodError when the rule is not a valid one
   */
  fail(rule: FaultRule): WaitingFault;
  /** Takes back a fault that still waits. False when there is none of that id. */
  cancelFault(id: number): boolean;
  /** The emulator's time in milliseconds. A client that signs must use it too, once time was moved. */
  now(): number;
  /** Moves the time on: for limits, windows, signatures and webhook repeats at once. */
  advance(milliseconds: number): void;
  /** Holds the time still, so that it moves by `advance` alone; `reset` lets it go. Delays wait for `advance`, too. */
  freeze(): void;
  /**
   * Says whether a user's device is connected, at one vendor or at all where the user exists.
   * @throws RangeError when the user exists nowhere
   */
  setPresence(userId: string, presence: Presence, vendor?: Vendor): void;
  /** Sends a message as a user's own device would. */
  clientSend(vendor: Vendor, send: ClientSend): Promise<ClientSendResult>;
  /** What was sent to webhooks, oldest first, newest kept. */
  readonly webhooks: readonly WebhookDelivery[];
  /**
   * Sends a webhook's event again, with a new time and signature.
   * @throws RangeError when the log holds no such delivery
   */
  replayWebhook(id: number): Promise<WebhookDelivery>;
  /** Resolves once no webhook is under way; repeats that still wait are not waited for. */
  webhooksSettled(): Promise<void>;
  /** Listens; the returned function ends it. */
  on<Name extends keyof EmulatorEvents>(
    name: Name,
    listener: (event: EmulatorEvents[Name]) => void,
  ): () => void;
  /** Forgets messages, requests, faults, used-up limits and moved time; keeps users, groups and blocklists. */
  reset(): void;
  /** Breaks open connections and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts both vendors' server APIs on a real socket on 127.0.0.1. Several can run in one process.
 *
 * @throws ZodError when an option is wrong or unknown; the socket's error when the port is taken
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    port,
    allowedHosts,
    zim,
    tencentIm,
    webhooks: webhookOptions,
    maxMessages,
    maxRequests,
    maxRecordedBytes,
    maxBodyBytes,
  } = emulatorOptionsSchema.parse(options);
  const clock = new EmulatorClock();
  const events = new EventHub();
  const messages = new MessageStore(maxMessages, maxRecordedBytes, events, clock);
  const recorder = new Recorder(maxRequests, maxRecordedBytes, events);
  const faults = new FaultQueue(events);
  const webhooks = new WebhookDispatcher(
    {
      ...(webhookOptions.zim && { zim: zimWebhook(zim.appId, webhookOptions.zim) }),
      ...(webhookOptions.tencentIm && {
        tencentIm: tencentImWebhook(tencentIm.sdkAppId, webhookOptions.tencentIm),
      }),
    },
    clock,
    events,
    { maxDeliveries: webhookOptions.maxDeliveries, maxBytes: maxRecordedBytes },
  );
  const users: Record<Vendor, UserDirectory> = {
    zim: new UserDirectory('zim', events, zim.newUserPresence),
    tencentIm: new UserDirectory('tencentIm', events, tencentIm.newUserPresence),
  };
  events.on('user', ({ vendor, userId, user }) => {
    if (user?.presence === 'online') messages.collect(userId, vendor);
  });
  for (const seed of zim.users) users.zim.put(seed);
  for (const seed of tencentIm.users) users.tencentIm.put(seed);
  // Tencent: an administrator is an account like any other, and sends as one.
  for (const admin of tencentIm.admins) users.tencentIm.put(admin);

  const zimService = createZimService(zim, { clock, users: users.zim, messages, webhooks });
  const tencentImService = createTencentImService(tencentIm, {
    clock,
    users: users.tencentIm,
    messages,
    webhooks,
  });
  const services: Record<Vendor, VendorService> = { zim: zimService, tencentIm: tencentImService };

  let lastRequestId = 0;
  const nextId = () => {
    lastRequestId += 1;
    return lastRequestId;
  };
  let emulator: Emulator | undefined;
  const controlParts: ControlParts = {
    emulator: () => {
      if (emulator === undefined) throw new Error('the emulator is still starting');
      return emulator;
    },
    messages,
    recorder,
    settings: settingsOf(zim, tencentIm),
    maxMessages,
    maxRequests,
    maxRecordedBytes,
  };
  const app = createApp({ clock, faults, recorder, maxBodyBytes, nextId }, services, (routes) => {
    addControlRoutes(routes, controlParts);
    addPageRoutes(routes);
  });
  const server = await listen(app, port, createRequestGuard(allowedHosts));

  emulator = {
    url: server.url,
    port: server.port,
    zim: {
      baseUrl: server.url + vendorPaths.zim,
      appId: zim.appId,
      serverSecret: zim.serverSecret,
      users: users.zim,
      groups: zimService.groups,
      rooms: zimService.rooms,
    },
    tencentIm: {
      baseUrl: server.url + vendorPaths.tencentIm,
      sdkAppId: tencentIm.sdkAppId,
      secretKey: tencentIm.secretKey,
      admins: tencentIm.admins,
      users: users.tencentIm,
      groups: tencentImService.groups,
    },
    get requests() {
      return recorder.all();
    },
    get faults() {
      return faults.all();
    },
    get messages() {
      return messages.all();
    },
    inbox: (userId, { vendor, direction = 'received' } = {}) =>
      messages
        .inbox(userId)
        .filter(
          (message) =>
            (vendor === undefined || message.vendor === vendor) &&
            (direction === 'both' || message.direction === direction),
        ),
    fail: (rule) => faults.add(rule),
    cancelFault: (id) => faults.remove(id),
    now: () => clock.now(),
    advance: (milliseconds) => clock.advance(milliseconds),
    freeze: () => clock.freeze(),
    setPresence: (userId, presence, vendor) => {
      const found = vendors
        .filter((each) => vendor === undefined || each === vendor)
        .map((each): [UserDirectory, User | undefined] => [users[each], users[each].get(userId)]);
      if (found.every(([, user]) => user === undefined)) {
        throw new RangeError(`setPresence: no user ${JSON.stringify(userId)}`);
      }
      for (const [directory, user] of found) {
        if (user === undefined) continue;
        user.presence = presence;
        directory.changed(user);
      }
    },
    clientSend: (vendor, send) => services[vendor].clientSend(send),
    get webhooks() {
      return webhooks.deliveries();
    },
    replayWebhook: (id) => webhooks.replay(id),
    webhooksSettled: () => webhooks.settled(),
    on: (name, listener) => events.on(name, listener),
    reset: () => {
      messages.clear();
      recorder.clear();
      faults.clear();
      webhooks.clear();
      for (const vendor of vendors) services[vendor].reset();
      clock.reset();
      events.emit('reset', undefined);
    },
    close: async () => {
      webhooks.clear();
      clock.close();
      await server.close();
      events.clear();
    },
  };
  return emulator;
}
