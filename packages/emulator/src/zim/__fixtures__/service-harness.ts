import { createHash, randomBytes } from 'node:crypto';
import { VendorRequest } from '../../http/vendor-request.ts';
import type { JsonObject } from '../../vendor.ts';
import { HeardWebhooks } from '../../webhooks/__fixtures__/heard-webhooks.ts';
import { EmulatorClock } from '../../world/emulator-clock.ts';
import { EventHub } from '../../world/events.ts';
import { MessageStore } from '../../world/messages.ts';
import { UserDirectory } from '../../world/users.ts';
import { type ZimSettings, zimOptionsSchema } from '../options-schema.ts';
import { createZimService, type ZimService } from '../service.ts';

/** A service without a socket: Ana, Bo and Cy are online, two of them in a group and in a room. */
export class ServiceHarness {
  readonly webhooks = new HeardWebhooks({});
  readonly clock = new EmulatorClock();
  readonly service: ZimService;
  readonly users: UserDirectory;
  readonly messages: MessageStore;
  readonly #options: ZimSettings;

  constructor(options: JsonObject = {}) {
    const events = new EventHub();
    this.users = new UserDirectory('zim', events, 'online');
    this.messages = new MessageStore(1000, Number.POSITIVE_INFINITY, events, this.clock);
    for (const user of ['ana', 'bo', 'cy', '@RBT#bot']) this.users.put(user);
    this.#options = zimOptionsSchema.parse({
      groups: [{ groupId: 'team', owner: 'ana', members: ['bo'] }],
      rooms: [{ roomId: 'hall', members: ['ana', 'bo'] }],
      ...options,
    });
    this.service = createZimService(this.#options, {
      clock: this.clock,
      users: this.users,
      messages: this.messages,
      webhooks: this.webhooks,
    });
  }

  /** Calls an action as a server does, with a JSON body or with parameters of the query. */
  async call(
    action: string,
    { body, query = [] }: { readonly body?: JsonObject; readonly query?: readonly [string, string][] },
  ): Promise<JsonObject> {
    const { appId, serverSecret } = this.#options;
    const nonce = randomBytes(8).toString('hex');
    const timestamp = String(this.clock.seconds());
    const signature = createHash('md5').update(`${appId}${nonce}${serverSecret}${timestamp}`).digest('hex');
    const parameters = new URLSearchParams([
      ['Action', action],
      ['AppId', String(appId)],
      ['SignatureNonce', nonce],
      ['Timestamp', timestamp],
      ['SignatureVersion', '2.0'],
      ['Signature', signature],
      ...query,
    ]);
    const request = new VendorRequest({
      id: 1,
      vendor: 'zim',
      method: body === undefined ? 'GET' : 'POST',
      path: '/',
      query: parameters.toString(),
      headers: {},
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
      at: this.clock.now(),
    });
    return this.service.handle(request);
  }

  /** What it was asked. */
  get asked() {
    return this.webhooks.asked;
  }

  /** What it was told. */
  get told() {
    return this.webhooks.told;
  }
}
