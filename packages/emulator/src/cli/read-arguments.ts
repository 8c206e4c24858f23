import { parseArgs } from 'node:util';
import { parseAuthority } from '../http/guard/authority.ts';
import { vendors } from '../vendor.ts';
import { vendorModules } from '../vendors.ts';
import { UsageError } from './usage-error.ts';

const defaultPort = 4780;

const names = vendors.map((vendor) => vendorModules[vendor].fullName).join(' and ');

export const helpText = `polychat-emulator: ${names} on this machine, with an inbox page

Usage: polychat-emulator [options]

Options
  --port PORT   the port on 127.0.0.1; ${defaultPort} unless given, 0 for any free one
  --allowed-hosts NAMES
                names by which it is reached besides loopback, with commas between them; requests for others are refused
  --seed FILE   users, groups, blocklists, messages and settings from a JSON file
  --strict      where the vendors' documents leave something open, refuse what any reading of them would refuse
  --help        this text

Ctrl-C stops it.
`;

/** What the command line asks for. */
export type Arguments =
  | { readonly help: true }
  | {
      readonly help: false;
      readonly port: number;
      readonly allowedHosts: readonly string[];
      readonly seedFile: string | undefined;
      readonly strict: boolean;
    };

/** @throws UsageError naming the option that is wrong */
export function readArguments(args: readonly string[]): Arguments {
  const { help, port, seed, strict, 'allowed-hosts': allowedHosts } = parse(args);
  if (help === true) return { help: true };
  return {
    help: false,
    port: port === undefined ? defaultPort : readPort(port),
    allowedHosts: allowedHosts === undefined ? [] : readHosts(allowedHosts),
    seedFile: seed,
    strict: strict === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'allowed-hosts': { type: 'string' },
        seed: { type: 'string' },
        strict: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    // Node's advice on positional arguments would mislead: there are none here.
    const [reason] = error instanceof Error ? error.message.split(/\. |\n/) : [];
    throw new UsageError(reason ?? 'wrong arguments');
  }
}

function readPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not ${JSON.stringify(text)}`);
  }
  return Number(text);
}

function readHosts(text: string): string[] {
  const hosts = text.split(',').map((host) => host.trim());
  const wrong = hosts.find((host) => parseAuthority(host) === undefined);
  if (wrong === undefined) return hosts;
  throw new UsageError(
    `--allowed-hosts must be host names such as emulator.internal,emulator.internal:8080, not ${JSON.stringify(wrong)}`,
  );
}
