import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { SlidingWindows } from '../world/bounded/sliding-window.ts';
import type { Command, Payload, Rate } from './command.ts';
import { type Body, refuseUnknown } from './fields.ts';
import { Refusal } from './refusal.ts';

/** What of the way to a command is the vendor's. */
export interface Dialect {
  readonly commands: readonly Command[];
  /** The commands that the vendor has, whether or not the emulator serves them. */
  readonly known: ReadonlySet<string>;
  readonly codes: {
    readonly commandMissing: number;
    readonly commandUnknown: number;
    readonly wrongMethod: number;
  };
  readonly windows: SlidingWindows;
  /** Whether a call may come by another method than the documented one. */
  readonly anyMethod: boolean;
  /** Whether a field that the command does not have is refused. */
  readonly refusesUnknownFields: boolean;
  /** The name of the command that is called. */
  nameOf(request: VendorRequest): string;
  /**
   * Who calls.
   * @throws Refusal for credentials that are wrong
   */
  authenticate(request: VendorRequest): string;
  /**
   * The fields of the call.
   * @throws Refusal for what cannot be read
   */
  bodyOf(request: VendorRequest, command: Command): Body;
  /** Called for each call above a rate. */
  tooFast?(command: Command, rate: Rate, request: VendorRequest): void;
  /** The whole reply of a call that went well. */
  succeeded(payload: JsonObject): JsonObject;
  /** The whole reply of one that did not. `text` may be empty. */
  refused(code: number, text: string): JsonObject;
}

/** What a request's record says of a command that the vendor has and the emulator does not serve. */
const notEmulated = 'known, not emulated';

/**
 * The one way to a command, at every vendor: its name, the credentials, the rates, the method, the fields, and then the
 * command itself. The vendors do not document the order [?].
 * @returns the whole answer to a call
 */
export function createDispatch(dialect: Dialect): (request: VendorRequest) => Payload {
  const byName = new Map(dialect.commands.map((command) => [command.name, command]));
  const refused = (error: unknown): JsonObject => {
    if (error instanceof Refusal) return dialect.refused(error.code, error.message);
    throw error;
  };

  const run = (request: VendorRequest): Payload => {
    const command = find(dialect, byName, request);
    const caller = dialect.authenticate(request);
    countCall(dialect, command, request);
    if (request.method !== command.method && !dialect.anyMethod) {
      throw new Refusal(dialect.codes.wrongMethod, `${command.name} wants ${command.method}`);
    }
    const body = dialect.bodyOf(request, command);
    if (!command.perUser) refuseForRecipient(request);
    if (dialect.refusesUnknownFields) refuseUnknown(body, command.fields, command.unknownFieldCode);
    const payload = command.run({ request, body, caller, now: request.at });
    return payload instanceof Promise ? payload.then(dialect.succeeded) : dialect.succeeded(payload);
  };

  return (request) => {
    try {
      const reply = run(request);
      return reply instanceof Promise ? reply.catch(refused) : reply;
    } catch (error) {
      return refused(error);
    }
  };
}

function find(dialect: Dialect, byName: ReadonlyMap<string, Command>, request: VendorRequest): Command {
  const name = dialect.nameOf(request);
  if (name === '') throw new Refusal(dialect.codes.commandMissing);
  const command = byName.get(name);
  if (command !== undefined) return command;
  if (!dialect.known.has(name)) throw new Refusal(dialect.codes.commandUnknown);
  request.remark = notEmulated;
  throw new Refusal(dialect.codes.commandUnknown, `${name}: ${notEmulated}`);
}

function countCall(dialect: Dialect, command: Command, request: VendorRequest): void {
  const { windows } = dialect;
  const counted = command.rates.map((rate) => ({ rate, key: rate.key?.(request) ?? command.name }));
  for (const { rate, key } of counted) {
    if (windows.fits(key, rate, request.at)) continue;
    dialect.tooFast?.(command, rate, request);
    throw new Refusal(rate.code, rate.text);
  }
  for (const { rate, key } of counted) windows.take(key, rate, request.at);
}

/** A fault for one recipient is the whole answer where the reply has no list of failures. */
function refuseForRecipient(request: VendorRequest): void {
  for (const fault of request.recipientFaults.values()) {
    if (fault.kind === 'code') throw new Refusal(fault.code, fault.text);
  }
}
