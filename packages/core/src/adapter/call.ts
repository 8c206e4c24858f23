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
import { describeBody } from './describe-body.ts';

/** Where one attempt of a command goes, freshly signed. Throws a `ChatError` when no signature can be made. */
export type Signer = (endpoint: string, context: SignContext) => HttpTarget | Promise<HttpTarget>;

/** A call as an adapter describes it. Members without a comment are those of `VendorCall`. */
export interface CallDefinition<Result> {
  readonly endpoint: string;
  /** Default `send`. */
  readonly purpose?: VendorCall<Result>['purpose'];
  /** Default 1. */
  readonly count?: number;
  readonly costs: readonly Cost[];
  readonly dedupWindowMs: number;
  readonly identity?: string;
  readonly timeoutMs?: number;
  /** The body as an object. Absent: the request has none. Made when it is first needed, and never again. */
  readonly request?: () => object;
  /** How the body is written. Default `json`; a form holds strings, numbers and booleans. */
  readonly encoding?: 'json' | 'form';
  /** Names of members of the body whose text a preview may show: ids and the names of types. */
  readonly visibleFields: readonly string[];
  readonly signer: Signer;
  readonly renewed?: () => VendorCall<Result>;
  read(reply: HttpReply, attempt: AttemptInfo): CallResult<Result>;
}

/**
 * A call whose body is the same in every attempt. Body and signer stay in closures, so that nobody who inspects the
 * call sees what is said or a secret.
 */
export function createCall<Result>(definition: CallDefinition<Result>): VendorCall<Result> {
  // Read now: an adapter may use one object for several calls, and each keeps what was its own.
  const {
    endpoint,
    identity,
    timeoutMs,
    request,
    encoding = 'json',
    visibleFields,
    signer,
    renewed,
    read,
  } = definition;
  let made: object | undefined;
  let body: HttpBody | undefined;
  const requestOnce = () => {
    made ??= request?.();
    return made;
  };
  const call: { -readonly [Name in keyof VendorCall<Result>]: VendorCall<Result>[Name] } = {
    endpoint,
    purpose: definition.purpose ?? 'send',
    count: definition.count ?? 1,
    costs: definition.costs,
    dedupWindowMs: definition.dedupWindowMs,
    body() {
      const object = requestOnce();
      if (object) body ??= encodings[encoding](object);
      return body;
    },
    describe: () => describeBody(requestOnce(), visibleFields),
    target: (context) => signer(endpoint, context),
    read: (reply, attempt) => read(reply, attempt),
  };
  if (identity !== undefined) call.identity = identity;
  if (timeoutMs !== undefined) call.timeoutMs = timeoutMs;
  if (renewed) call.renewed = renewed;
  return call;
}

const encodings = {
  json: (request: object): HttpBody => ({
    contentType: 'application/json',
    text: JSON.stringify(request),
  }),
  form: (request: object): HttpBody => ({
    contentType: 'application/x-www-form-urlencoded',
    text: new URLSearchParams(
      Object.entries(request).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    ).toString(),
  }),
};
