import { type Command, type CommandSpec, defineCommand, type Rate } from '../dialect/command.ts';
import type { Fields } from '../dialect/fields.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';

/** What an action says of itself. */
interface ZimSpec<Shape extends Fields>
  extends Pick<CommandSpec<Shape>, 'method' | 'perUser' | 'fields' | 'run'> {
  /** The rate of most actions when absent. */
  readonly rates?: readonly Rate[];
  /** The code above the rate of most actions; 660300005 when absent. */
  readonly tooFastCode?: number;
}

/** An action of the server API, by the exact name that `Action` must have. */
export function zimAction<Shape extends Fields>(
  app: ZimApp,
  name: string,
  { rates, tooFastCode, ...spec }: ZimSpec<Shape>,
): Command {
  return defineCommand({
    ...spec,
    name,
    rates: rates ?? [callRate(app, name, app.options.rates.calls, tooFastCode)],
    bodyCode: zimCodes.invalidParameter,
    unknownFieldCode: zimCodes.invalidParameter,
  });
}

/** Calls of one action in a second. Sends of priority 3 may have a limit of their own. */
export function callRate(app: ZimApp, name: string, units: number, code: number = zimCodes.tooFast): Rate {
  const ownLimit = app.options.readings.highPriority === 'own_limit';
  return {
    units,
    milliseconds: 1000,
    code,
    text: 'too many calls per second',
    key: (request) => (ownLimit && isHighPriority(request) ? `${name} high` : name),
  };
}

function isHighPriority({ json }: VendorRequest): boolean {
  return typeof json === 'object' && json !== null && 'Priority' in json && json.Priority === 3;
}
