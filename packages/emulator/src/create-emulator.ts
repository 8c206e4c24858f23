import { clientActSchema } from './client-act-schema.ts';
import type { ControlParts } from './control/control-parts.ts';
import { addControlRoutes } from './control/control-routes.ts';
import type { Emulator } from './emulator.ts';
import { FaultQueue } from './http/faults/faults.ts';
import { createRequestGuard } from './http/guard/request-guard.ts';
import { Recorder } from './http/recorder.ts';
import { createApp, listen } from './http/server.ts';
import { parseInput } from './invalid-input.ts';
import type { EmulatorOptions } from './options.ts';
import { emulatorOptionsSchema } from './options-schema.ts';
import { addPageRoutes } from './page/server/page-routes.ts';
import { forEachVendor, type Vendor, vendors } from './vendor.ts';
import type { VendorService } from './vendor-service.ts';
import { vendorModules } from './vendors.ts';
import { WebhookDispatcher } from './webhooks/webhook-dispatcher.ts';
import { EmulatorClock } from './world/emulator-clock.ts';
import { EventHub } from './world/events.ts';
import { MessageStore } from './world/messages.ts';
import type { User } from './world/user.ts';
import { UserDirectory } from './world/users.ts';

/**
 * Starts both vendors' server APIs on a real socket on 127.0.0.1. Several can run in one process.
 *
 * @throws TypeError that names each option that is wrong or unknown; the socket's error when the port is taken
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = parseInput(emulatorOptionsSchema, options, 'createEmulator');
  const {
    port,
    allowedHosts,
    webhooks: hooks,
    maxMessages,
    maxRequests,
    maxRecordedBytes,
    maxBodyBytes,
  } = settings;
  const clock = new EmulatorClock();
  const events = new EventHub();
  const messages = new MessageStore(maxMessages, maxRecordedBytes, events, clock);
  const recorder = new Recorder(maxRequests, maxRecordedBytes, events);
  const faults = new FaultQueue(events, (vendor) => services[vendor].endpoints);
  const webhooks = new WebhookDispatcher(
    forEachVendor(
      (vendor) => hooks[vendor] && vendorModules[vendor].webhook(settings[vendor], hooks[vendor]),
    ),
    clock,
    events,
    { maxDeliveries: hooks.maxDeliveries, maxBytes: maxRecordedBytes },
  );
  const users = forEachVendor(
    (vendor) => new UserDirectory(vendor, events, vendorModules[vendor].newUserPresence(settings[vendor])),
  );
  events.on('user', ({ vendor, userId, user }) => {
    if (user?.presence === 'online') messages.collect(userId, vendor);
  });
  const started = forEachVendor((vendor) => {
    const { accounts, start } = vendorModules[vendor];
    for (const seed of accounts(settings[vendor])) users[vendor].put(seed);
    return start(settings[vendor], { clock, users: users[vendor], messages, webhooks });
  });
  const services: Record<Vendor, VendorService> = forEachVendor((vendor) => started[vendor].service);

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
    settings: forEachVendor((vendor) => vendorModules[vendor].behaviour(settings[vendor])),
    endpoints: forEachVendor((vendor) => services[vendor].endpoints.map((name) => name.replace(/^.*\//, ''))),
    maxMessages,
    maxRequests,
    maxRecordedBytes,
  };
  const app = createApp(
    { clock, faults, recorder, maxBodyBytes, nextId },
    vendorModules,
    services,
    (routes) => {
      addControlRoutes(routes, controlParts);
      addPageRoutes(routes);
    },
  );
  const server = await listen(app, port, createRequestGuard(allowedHosts));

  // Which vendor has which of them, the registry's type does not keep.
  const apis = forEachVendor((vendor) =>
    started[vendor].api(server.url + vendorModules[vendor].path, users[vendor]),
  ) as Pick<Emulator, Vendor>;
  emulator = {
    url: server.url,
    port: server.port,
    ...apis,
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
        services[directory.vendor].setPresence(user, presence);
      }
    },
    clientLogin: (vendor, login) => {
      const answer = services[vendor].clientLogin(login);
      if (answer.code === 0) {
        users[vendor].put(login.userId);
        void services[vendor].clientAct(login.userId, { act: 'online' });
      }
      return answer;
    },
    clientAct: async (vendor, userId, act) =>
      services[vendor].clientAct(userId, parseInput(clientActSchema, act, 'clientAct')),
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
