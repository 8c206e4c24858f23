import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject, Vendor } from '../vendor.ts';
import type { RecipientFault } from './faults/fault.ts';

/** What a service tells about the caller's credentials, for the request log and the inbox page. */
export type AuthenticationNote = JsonObject;

/** One call to a vendor's API, read whole. */
export class VendorRequest {
  /** Rising; the same as the recorder's. */
  readonly id: number;
  readonly vendor: Vendor;
  /** Upper case. */
  readonly method: string;
  /** Path as the vendor would see it, such as `/` or `/v4/openim/sendmsg`, without the query. */
  readonly path: string;
  /** Decoded; the order of the parameters does not matter. */
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** When it had arrived, by the emulator's clock, in milliseconds. */
  readonly at: number;
  /** A service may put here what it found in the signature; it stands in the request log. */
  authentication: AuthenticationNote | undefined;
  /** A service may put here what its reply's code cannot say; it stands in the request log. */
  remark: string | undefined;
  /** Faults for single recipients of this call, by user id. The framework applies `omit` by itself. */
  recipientFaults: ReadonlyMap<string, RecipientFault> = noFaults;
  /** True where a fault wants the message dropped, and the reply to say so. */
  dropsMessage = false;
  #text: string | undefined;
  #json: { readonly value: unknown } | undefined;

  constructor(init: {
    id: number;
    vendor: Vendor;
    method: string;
    path: string;
    query: string;
    headers: IncomingHttpHeaders;
    body: Buffer;
    at: number;
  }) {
    this.id = init.id;
    this.vendor = init.vendor;
    this.method = init.method;
    this.path = init.path;
    this.query = new URLSearchParams(init.query);
    this.headers = init.headers;
    this.body = init.body;
    this.at = init.at;
  }

  /** The body as text; bytes that are no UTF-8 become U+FFFD. */
  get text(): string {
    this.#text ??= this.body.toString('utf8');
    return this.#text;
  }

  /** The body's JSON value under any or no content type; `undefined` where it is no JSON. Parsed once. */
  get json(): unknown {
    this.#json ??= { value: parse(this.text) };
    return this.#json.value;
  }

  /** The code that a fault wants for this recipient, if any. Services answer with it in place of accepting. */
  recipientCode(userId: string): number | undefined {
    if (this.recipientFaults.size === 0) return undefined;
    const fault = this.recipientFaults.get(userId);
    return fault?.kind === 'code' ? fault.code : undefined;
  }
}

const noFaults: ReadonlyMap<string, RecipientFault> = new Map();

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
