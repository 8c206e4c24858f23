import type { JsonObject } from '../../vendor.ts';
import type { WebhookOrigin } from '../vendor-webhook.ts';
import type { Webhooks } from '../webhooks.ts';

/** An event as a vendor's service raises it. */
interface Heard {
  readonly event: string;
  readonly body: JsonObject;
}

/** An app's webhook without a socket: it keeps what it is asked and told, and answers as the test says. */
export class HeardWebhooks implements Webhooks {
  readonly asked: Heard[] = [];
  readonly told: Heard[] = [];
  /** What caused each of those told. */
  readonly origins: WebhookOrigin[] = [];
  /** The answer to all that is asked. */
  answer: JsonObject | undefined;
  /** What happens while the webhook thinks. */
  meanwhile: () => Promise<void> = async () => {};
  readonly origin = 'server';
  readonly lastAsked = undefined;

  constructor(answer: JsonObject | undefined) {
    this.answer = answer;
  }

  wants(): boolean {
    return true;
  }

  ask(_vendor: string, event: string, body: JsonObject): Promise<JsonObject | undefined> {
    return this.#ask(event, body);
  }

  notify(_vendor: string, event: string, body: JsonObject): void {
    this.#tell(event, body, this.origin);
  }

  from(origin: WebhookOrigin): Webhooks {
    return {
      origin,
      lastAsked: this.lastAsked,
      wants: () => true,
      ask: (_vendor, event, body) => this.#ask(event, body),
      notify: (_vendor, event, body) => this.#tell(event, body, origin),
      from: (other) => this.from(other),
    };
  }

  async #ask(event: string, body: JsonObject): Promise<JsonObject | undefined> {
    this.asked.push({ event, body });
    // Nothing else can happen before the first turn of the loop.
    await Promise.resolve();
    await this.meanwhile();
    return this.answer;
  }

  #tell(event: string, body: JsonObject, origin: WebhookOrigin): void {
    this.told.push({ event, body });
    this.origins.push(origin);
  }
}
