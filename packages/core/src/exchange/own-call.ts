import type { Cost } from '../ports/pacer.ts';
import type { HttpReply } from '../ports/transport.ts';
import type {
  AttemptInfo,
  CallResult,
  HttpBody,
  HttpTarget,
  SignContext,
  VendorCall,
} from '../ports/vendor-call.ts';

/**
 * A call whose data was read once and stays as it was, whatever kind of object the adapter made: what throws in being
 * read throws here, before anything is sent, and not where somebody's outcome depends on it.
 */
export function ownCall<Result>(
  call: VendorCall<Result>,
  dedupWindowMs: number = call.dedupWindowMs,
): VendorCall<Result> {
  return new OwnCall(call, dedupWindowMs);
}

class OwnCall<Result> implements VendorCall<Result> {
  readonly endpoint: string;
  readonly purpose: VendorCall<Result>['purpose'];
  readonly count: number;
  readonly costs: readonly Cost[];
  readonly dedupWindowMs: number;
  readonly identity: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly renewed: (() => VendorCall<Result>) | undefined;
  /** Not copied: an adapter's call may be an object with methods of its own. */
  readonly #call: VendorCall<Result>;

  constructor(call: VendorCall<Result>, dedupWindowMs: number) {
    const { endpoint, purpose, count, costs, identity, timeoutMs, renewed } = call;
    this.endpoint = endpoint;
    this.purpose = purpose;
    this.count = count;
    this.costs = costs;
    this.dedupWindowMs = dedupWindowMs;
    this.identity = identity;
    this.timeoutMs = timeoutMs;
    this.renewed = renewed && (() => ownCall(renewed.call(call)));
    this.#call = call;
  }

  body(): HttpBody | undefined {
    return this.#call.body();
  }

  describe(): unknown {
    return this.#call.describe();
  }

  target(context: SignContext): HttpTarget | Promise<HttpTarget> {
    return this.#call.target(context);
  }

  read(reply: HttpReply, attempt: AttemptInfo): CallResult<Result> {
    return this.#call.read(reply, attempt);
  }
}
