import type { Emulator } from '../emulator.ts';
import { vendors } from '../vendor.ts';
import { vendorModules } from '../vendors.ts';

/** What is printed once everything listens: where, and with which (made-up) credentials. */
export function banner(emulator: Emulator, strict: boolean): string {
  const { url } = emulator;
  const apps = vendors.map((vendor) => {
    const { name, bannerValues } = vendorModules[vendor];
    const app = emulator[vendor];
    const lines = Object.entries(bannerValues(app)).map(([label, value]) => `${label.padEnd(14)}${value}`);
    const users = `${app.users.size} ${app.users.size === 1 ? 'user' : 'users'}`;
    return [...lines, `${' '.repeat(14)}${users}`]
      .map((line, index) => `  ${(index === 0 ? name : '').padEnd(14)}${line}\n`)
      .join('');
  });
  return `Polychat emulator${strict ? ', with strict readings' : ''}

  Inbox page    ${url}/
  Control API   ${url}/control/state

${apps.join('\n')}
  Ctrl-C stops it.
`;
}
